/** The steps that read many rows of a store: rows are collected first, then each is forwarded. */
import { type KeyValueRow, showWindowed, type Windowed } from '@millrace/streams'
import type { Arguments } from '../scenario/arguments.ts'
import type { Host, Registers, Step, StepKind } from './step.ts'
import { type AnyStore, keyValueStore, plain, type Stored, sessionStore, windowStore } from './stores.ts'

type Rows = readonly KeyValueRow<string, Stored>[]

const emitting = ['process'] as const

/** A step that forwards the rows it finds; the registers stay as they are. */
function scanning(make: (args: Arguments) => (store: AnyStore, registers: Registers) => Rows): StepKind {
  return {
    places: emitting,
    make(args): Step {
      const name = args.text('store')
      const rowsOf = make(args)
      return (registers, host) => {
        for (const row of rowsOf(host.store(name), registers)) forwardRow(host, registers, row)
        return true
      }
    },
  }
}

function forwardRow(host: Host, { time, headers }: Registers, { key, value }: KeyValueRow<string, Stored>): void {
  host.forward({ key, value: plain(value), time, headers }, undefined)
}

function ranging(args: Arguments): (store: AnyStore) => Rows {
  const order = orderOf(args)
  const from = args.optionalText('from') ?? null
  const to = args.optionalText('to') ?? null
  const isOpen = from === null && to === null
  return (store) => [...(isOpen ? keyValueStore(store).all(order) : keyValueStore(store).range({ from, to, order }))]
}

/** The span around the record's time that the arguments say. */
function around(args: Arguments): (time: number) => { fromMs: number; toMs: number } {
  const beforeMs = args.number('beforeMs')
  const afterMs = args.number('afterMs')
  return (time) => ({ fromMs: Math.max(0, time - beforeMs), toMs: time + afterMs })
}

function orderOf(args: Arguments): 'forward' | 'reverse' {
  return args.optionalText('order') === 'reverse' ? 'reverse' : 'forward'
}

function printed(rows: Iterable<KeyValueRow<Windowed<string>, Stored>>): Rows {
  return Array.from(rows, ({ key, value }) => ({ key: showWindowed(key), value }))
}

export const scanSteps: Record<string, StepKind> = {
  scan: scanning(ranging),
  drain: {
    places: emitting,
    make(args): Step {
      const name = args.text('store')
      const rowsOf = ranging(args)
      return (registers, host) => {
        const store = host.store(name)
        for (const row of rowsOf(store)) {
          forwardRow(host, registers, row)
          keyValueStore(store).delete(row.key)
        }
        return true
      }
    },
  },
  prefixScan: scanning((args) => {
    const prefix = Buffer.from(args.text('prefix'))
    return (store) => [...keyValueStore(store).prefixScan(prefix)]
  }),
  size: {
    make(args): Step {
      const name = args.text('store')
      return (registers, host) => {
        registers.value = String([...keyValueStore(host.store(name)).all()].length)
        return true
      }
    },
  },
  windowFetch: scanning((args) => {
    const span = around(args)
    const order = orderOf(args)
    return (store, { key, time }) => {
      if (key === null) return []
      const rows = windowStore(store).fetch(key, { ...span(time), order })
      return Array.from(rows, ({ startMs, value }) => ({ key: `${key}@${startMs}`, value }))
    }
  }),
  windowFetchAll: scanning((args) => {
    const span = around(args)
    const order = orderOf(args)
    return (store, { time }) => printed(windowStore(store).fetchAll({ ...span(time), order }))
  }),
  sessionFind: scanning((args) => {
    const span = around(args)
    const order = orderOf(args)
    return (store, { key, time }) => {
      if (key === null) return []
      const { fromMs, toMs } = span(time)
      return printed(sessionStore(store).findSessions(key, { earliestEndMs: fromMs, latestStartMs: toMs, order }))
    }
  }),
}
