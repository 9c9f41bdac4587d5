import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { answer, api } from './client'
import { keys } from './queries'
import type { paths } from './schema'

export type AuditFilter = NonNullable<paths['/audit']['get']['parameters']['query']>

export const auditQuery = (filter: AuditFilter) =>
  queryOptions({
    queryKey: keys.audit(filter),
    queryFn: () => answer(api.GET('/audit', { params: { query: filter } })),
    placeholderData: keepPreviousData,
  })
