import type { Problem } from '../../api/problem'

/** missingRun says of a run that is not there just that: ids that are too short for one are not there either. */
export function missingRun(id: string, problem: Problem): Problem {
  return problem.status === 404 || problem.status === 422
    ? {
        ...problem,
        detail: `There is no run ${id}.`,
        hint: 'All runs are listed under Runs.',
        errors: undefined,
      }
    : problem
}
