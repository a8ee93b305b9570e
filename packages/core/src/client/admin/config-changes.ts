/**
 * Changes to single settings, as users write them and as the wire has them. Brokers that only know how to replace
 * a resource's settings as a whole (before Kafka 2.3) get what there is with the changes made to it; somebody who
 * does the same at that moment is overwritten, which is why the other way is taken wherever there is one.
 */
import { UnsupportedError } from '../errors.ts'
import type { ConfigEntry, ConfigSource } from './config-entry.ts'

/** A new value; null for back to the default; or an element more or less of a list. */
export type ConfigChange = string | null | { readonly append: string } | { readonly subtract: string }

/** By the settings' names: `{ 'retention.ms': '60000', 'segment.ms': null, 'cleanup.policy': { append: 'delete' } }`. */
export type ConfigChanges = Readonly<Record<string, ConfigChange>>

const [SET, DELETE, APPEND, SUBTRACT] = [0, 1, 2, 3] as const

interface ChangeDraft {
  readonly name: string
  readonly configOperation: number
  readonly value: string | null
}

export function changeDrafts(changes: ConfigChanges): ChangeDraft[] {
  return Object.entries(changes).map(([name, change]) => {
    if (change === null) return { name, configOperation: DELETE, value: null }
    if (typeof change === 'string') return { name, configOperation: SET, value: change }
    if ('append' in change) return { name, configOperation: APPEND, value: change.append }
    return { name, configOperation: SUBTRACT, value: change.subtract }
  })
}

/** What was set on the resource itself: that is replaced. */
const OWN: ReadonlySet<ConfigSource> = new Set(['topic', 'dynamic broker', 'dynamic default broker'])

/** All that the resource is to have of its own, after the changes. */
export function replacement(
  present: ReadonlyMap<string, ConfigEntry>,
  changes: ConfigChanges,
): { name: string; value: string | null }[] {
  const own = new Map<string, string | null>()
  for (const { name, value, source, isSensitive } of present.values()) {
    if (!OWN.has(source) || Object.hasOwn(changes, name)) continue
    if (isSensitive) throw new UnsupportedError(`${name} cannot be kept: the broker does not tell its value`)
    own.set(name, value)
  }
  for (const [name, change] of Object.entries(changes)) {
    if (typeof change === 'string') own.set(name, change)
    else if (change !== null) own.set(name, listAfter(present.get(name)?.value ?? '', change))
  }
  return Array.from(own, ([name, value]) => ({ name, value }))
}

function listAfter(text: string, change: { append: string } | { subtract: string }): string {
  const elements = text.split(',').filter((element) => element !== '')
  if ('append' in change) return [...new Set([...elements, ...change.append.split(',')])].join(',')
  const gone = new Set(change.subtract.split(','))
  return elements.filter((element) => !gone.has(element)).join(',')
}
