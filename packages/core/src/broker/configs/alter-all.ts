/** A request's changes, resource by resource: each happens or not by itself, and each resource is there once. */
import { errors } from '../../protocol/errors.ts'
import type { BrokerParts } from '../broker-parts.ts'
import { refusal } from '../refusal.ts'
import { type AlterOptions, alter, type Wanted } from './alter.ts'
import type { NamedResource } from './resource.ts'

export async function alterAll(
  all: readonly (NamedResource & { readonly wanted: Wanted })[],
  parts: BrokerParts,
  options: AlterOptions,
) {
  const answers = all.map(async (one) => {
    const isTwice = all.some((other) => other !== one && isSame(one, other))
    const refused = isTwice
      ? refusal('INVALID_REQUEST', 'expected each resource once, found it twice')
      : await alter(one, parts, options)
    const { resourceType, resourceName } = one
    const errorCode = errors[refused?.error ?? 'NONE'].code
    return { errorCode, errorMessage: refused?.message ?? null, resourceType, resourceName }
  })
  return await Promise.all(answers)
}

function isSame(one: NamedResource, other: NamedResource): boolean {
  return one.resourceType === other.resourceType && one.resourceName === other.resourceName
}
