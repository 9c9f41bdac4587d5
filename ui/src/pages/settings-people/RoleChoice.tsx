import { Select, Text } from '@mantine/core'
import { useChangePerson } from '../../api/people'
import { problemOf } from '../../api/problem'
import type { Member, Problem } from '../../api/schema'
import { confirm } from '../../components/confirm'
import { type Role, roles } from './roles'

interface RoleChoiceProps {
  person: Member
  self: boolean
  onProblem: (problem: Problem | undefined) => void
}

/** RoleChoice changes what somebody may do. One's own role is another admin's to change. */
export function RoleChoice({ person, self, onProblem }: RoleChoiceProps) {
  const change = useChangePerson()
  const name = person.name || person.email
  const choose = async (value: Role | undefined) => {
    const role = roles.find((each) => each.value === value)
    if (!role || role.value === person.role) {
      return
    }
    const sure = await confirm({
      title: `Make ${name} ${role.value === 'viewer' ? 'a viewer' : `an ${role.value}`}?`,
      body: role.doc,
      action: 'Change the role',
    })
    if (sure) {
      change.mutate(
        { id: person.id, role: role.value },
        { onSuccess: () => onProblem(undefined), onError: (error) => onProblem(problemOf(error)) },
      )
    }
  }
  if (self) {
    return (
      <Text size="sm" title="Another admin can change your role.">
        {roles.find((role) => role.value === person.role)?.label}
      </Text>
    )
  }
  return (
    <Select
      size="xs"
      w={110}
      aria-label={`Role of ${name}`}
      data={roles.map(({ value, label }) => ({ value, label }))}
      value={person.role}
      disabled={change.isPending}
      onChange={(value) => void choose(roles.find((role) => role.value === value)?.value)}
    />
  )
}
