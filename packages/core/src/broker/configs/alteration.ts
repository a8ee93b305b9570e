/**
 * What IncrementalAlterConfigs and AlterConfigs ask for, made into changes of what is set: the one by single
 * steps, the other by all that is to be set afterwards. Nothing here is checked against what a setting may be,
 * only whether the steps make sense.
 */
import { type Refusal, refusal } from '../refusal.ts'
import { entriesOf, type Setting } from './setting.ts'

/** Kafka's numbers of the operations. */
export const operations = { set: 0, delete: 1, append: 2, subtract: 3 } as const

export interface Step {
  readonly name: string
  readonly configOperation: number
  readonly value: string | null
}

/** Settings with their new texts; null sets one back. What stays as it is is not among them. */
export type Changes = ReadonlyMap<string, string | null>

export interface SetNow {
  /** What is set for the resource. */
  readonly set: ReadonlyMap<string, string>
  /** The setting of a name; undefined for an unknown one. */
  readonly settingOf: (name: string) => Setting | undefined
}

/** The changes that the steps come to. */
export function changesOfSteps(steps: readonly Step[], now: SetNow): Changes | Refusal {
  const refused = refuseTwice(steps) ?? refuseNull(steps.filter((one) => one.configOperation !== operations.delete))
  if (refused !== null) return refused
  const changes = new Map<string, string | null>()
  for (const step of steps) {
    const text = textAfter(step, now)
    if (text !== null && typeof text !== 'string') return text
    if (text !== (now.set.get(step.name) ?? null)) changes.set(step.name, text)
  }
  return changes
}

/** The changes after which just this is set. */
export function changesTo(
  wanted: readonly { readonly name: string; readonly value: string | null }[],
  { set }: SetNow,
): Changes | Refusal {
  const refused = refuseTwice(wanted) ?? refuseNull(wanted)
  if (refused !== null) return refused
  const changes = new Map<string, string | null>()
  for (const name of set.keys()) if (!wanted.some((one) => one.name === name)) changes.set(name, null)
  for (const { name, value } of wanted) if (set.get(name) !== value) changes.set(name, value)
  return changes
}

/** What is set once the changes are made. */
export function after(set: ReadonlyMap<string, string>, changes: Changes): Map<string, string> {
  const result = new Map(set)
  for (const [name, text] of changes) {
    if (text === null) result.delete(name)
    else result.set(name, text)
  }
  return result
}

function textAfter({ name, configOperation, value }: Step, { set, settingOf }: SetNow): string | null | Refusal {
  if (configOperation === operations.delete) return null
  if (configOperation === operations.set) return value
  if (configOperation !== operations.append && configOperation !== operations.subtract) {
    return refusal('INVALID_REQUEST', `${name}: expected an operation from 0 to 3, found ${configOperation}`)
  }
  const setting = settingOf(name)
  if (setting?.type !== 'list') return refusal('INVALID_CONFIG', `${name}: expected a list to append to or take from`)
  const entries = entriesOf(set.get(name) ?? setting.otherwise ?? '')
  const named = entriesOf(value ?? '')
  const added = named.filter((one, index) => !entries.includes(one) && named.indexOf(one) === index)
  const left = entries.filter((one) => !named.includes(one))
  return (configOperation === operations.append ? [...entries, ...added] : left).join(',')
}

function refuseTwice(named: readonly { readonly name: string }[]): Refusal | null {
  const twice = named.find(({ name }, index) => named.findIndex((other) => other.name === name) !== index)
  return twice === undefined ? null : refusal('INVALID_REQUEST', `expected ${twice.name} once, found it twice`)
}

function refuseNull(named: readonly { readonly name: string; readonly value: string | null }[]): Refusal | null {
  const found = named.find(({ value }) => value === null)
  return found === undefined ? null : refusal('INVALID_REQUEST', `${found.name}: expected a value, found null`)
}
