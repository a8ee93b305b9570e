/** What nodes, stores and topics may be called: the names that Kafka takes. */
import { TopologyError } from './topology-error.ts'

const lengthMax = 249
const legal = /^[a-zA-Z0-9._-]+$/

/** @throws TopologyError if nothing in a topology can have this name */
export function requireName(what: string, name: string): void {
  const reason = whyNot(name)
  if (reason !== null) throw new TopologyError('BAD_NAME', `${what} cannot be called '${name}': ${reason}`)
}

/** @throws TopologyError if no topic can have this name */
export function requireTopicName(name: string): void {
  requireName('a topic', name)
}

function whyNot(name: string): string | null {
  if (name === '') return 'a name has at least one character'
  if (name === '.' || name === '..') return "'.' and '..' are no names"
  if (name.length > lengthMax) return `a name has at most ${lengthMax} characters, this one has ${name.length}`
  return legal.test(name) ? null : "only letters, digits, '.', '_' and '-' will do"
}
