import { useMutation } from '@tanstack/react-query'
import { answer, api } from './client'
import type { PasswordInputBody } from './schema'

/** useChangePassword sets one's own; all other sessions of the person end. */
export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: PasswordInputBody) => answer(api.POST('/auth/password', { body })),
    gcTime: 0,
  })
