import { useNavigate } from '@tanstack/react-router'
import { tell } from './notify'

/** useToRun is what follows when a run was asked for: one is led to it, or told why there is none. */
export function useToRun() {
  const navigate = useNavigate()
  return {
    onSuccess: ({ run: id }: { run: string }) => void navigate({ to: '/runs/$id', params: { id } }),
    onError: tell,
  }
}
