/**
 * DescribeClientQuotas: there are no quotas, so no entity has any; a filter that cannot be is refused all the same.
 */
import { apis } from '../../protocol/apis.ts'
import type { Body } from '../../protocol/body.ts'
import { type ErrorName, errors } from '../../protocol/errors.ts'
import { handler } from '../handler.ts'

type Component = Body<typeof apis.describeClientQuotas.request>['components'][number]

const TYPES = new Set(['user', 'client-id', 'ip'])
const EXACT = 0
const DEFAULT = 1
const ANY_NAMED = 2

export const describeClientQuotas = handler(
  apis.describeClientQuotas,
  ({ body }) => {
    const [error, errorMessage] = refusalOf(body.components) ?? ['NONE', '']
    return { throttleTimeMs: 0, errorCode: errors[error].code, errorMessage, entries: error === 'NONE' ? [] : null }
  },
  { remark: 'There are no quotas, and AlterClientQuotas is not served.' },
)

function refusalOf(components: readonly Component[]): [ErrorName, string] | undefined {
  const seen = new Set<string>()
  for (const { entityType, matchType, match } of components) {
    if (!TYPES.has(entityType)) return ['UNSUPPORTED_VERSION', `no entity type is called ${entityType}`]
    if (seen.has(entityType)) return ['INVALID_REQUEST', `entity type ${entityType} is there twice`]
    seen.add(entityType)
    const problem = problemOf(matchType, match)
    if (problem !== undefined) return ['INVALID_REQUEST', problem]
  }
  if (seen.has('ip') && seen.size > 1) return ['INVALID_REQUEST', 'ip goes with no other entity type']
  return undefined
}

function problemOf(matchType: number, match: string | null): string | undefined {
  if (matchType === EXACT) return match === null ? 'an exact match needs a name' : undefined
  if (matchType !== DEFAULT && matchType !== ANY_NAMED) return `no match type is ${matchType}`
  return match === null ? undefined : `match type ${matchType} takes no name`
}
