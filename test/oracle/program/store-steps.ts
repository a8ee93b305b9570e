/** The steps that read and write one row of a store. They do nothing while the key is null. */
import { cut, plus, show } from '../functions/text.ts'
import type { Arguments, Text } from '../scenario/arguments.ts'
import type { Registers, Step, StepKind } from './step.ts'
import {
  type AnyStore,
  deleteFrom,
  getFrom,
  plain,
  putIfAbsent,
  putInto,
  sessionStore,
  versionedStore,
  windowStore,
} from './stores.ts'

/** What a step does with a record whose key is there; a text that it answers becomes the value. */
type OnKey = (store: AnyStore, registers: Registers & { key: string }) => Text | undefined

function keyed(make: (args: Arguments) => OnKey): StepKind {
  return {
    make(args): Step {
      const name = args.text('store')
      const act = make(args)
      return (registers, host) => {
        if (registers.key === null) return true
        const value = act(host.store(name), registers as Registers & { key: string })
        if (value !== undefined) registers.value = value
        return true
      }
    },
  }
}

export const storeSteps: Record<string, StepKind> = {
  get: keyed(
    () =>
      (store, { key }) =>
        getFrom(store, key),
  ),
  put: keyed(() => (store, registers) => {
    putInto(store, registers)
    return undefined
  }),
  putIfAbsent: keyed(() => (store, registers) => putIfAbsent(store, registers)),
  delete: keyed(
    () =>
      (store, { key, time }) =>
        deleteFrom(store, key, time),
  ),
  append: keyed((args) => {
    const max = args.optionalNumber('max')
    return (store, { key, value, time }) => {
      const longer = cut((getFrom(store, key) ?? '') + show(value), max)
      putInto(store, { key, value: longer, time })
      return longer
    }
  }),
  increment: keyed(() => (store, { key, time }) => {
    const value = plus(getFrom(store, key), 1)
    putInto(store, { key, value, time })
    return value
  }),
  windowGet: keyed(
    () =>
      (store, { key, time }) =>
        plain(windowStore(store).get(key, time)),
  ),
  sessionPut: keyed((args) => {
    const lengthMs = args.number('lengthMs')
    return (store, { key, value, time }) => {
      sessionStore(store).put({ key, window: { startMs: time, endMs: time + lengthMs } }, value)
      return undefined
    }
  }),
  getAsOf: keyed((args) => {
    const ms = args.number('ms')
    return (store, { key, time }) => {
      const found = versionedStore(store).getAsOf(key, time + ms)
      return found === null ? null : `${found.value}#${found.validFromMs}`
    }
  }),
}
