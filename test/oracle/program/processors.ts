/**
 * Processors, fixed-key processors and value transformers that run a program (FORMAT.md section 6). The programs
 * are read when the node is, once; each supplier makes processors that share them and keep no state of their own.
 */
import {
  type Cancellable,
  type FixedKeyProcessor,
  type FixedKeyProcessorContext,
  type FixedKeyRecord,
  noHeaders,
  type Processor,
  type ProcessorContext,
  StreamRecord,
  type ValueTransformer,
  type ValueTransformerContext,
} from '@millrace/streams'
import type { Arguments, Text } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { print } from '../types.ts'
import { program } from './program.ts'
import type { Host, Place, Registers, Step } from './step.ts'
import { recognize } from './stores.ts'

type Context = ProcessorContext<Text, Text> | FixedKeyProcessorContext<unknown, Text> | ValueTransformerContext

/** Whether the store of a name keeps a time beside each value: the one thing that cannot be seen of a store. */
export type IsTimestamped = (store: string) => boolean

interface Schedule {
  readonly type: 'stream-time' | 'wall-clock-time'
  readonly everyMs: number
  readonly key: Text
  /** How often it fires at most. */
  readonly times: number | undefined
  readonly run: Step
}

export function processSupplier(
  args: Arguments,
  isTimestamped: IsTimestamped,
): () => Processor<unknown, unknown, Text, Text> {
  const run = program(args.where, args.need('program'), 'process')
  const schedules = readSchedules(args, 'process')
  return () => {
    let host: Host
    return {
      init(context) {
        host = hostOf(context, isTimestamped, ({ key, value, time, headers }, child) => {
          context.forward(new StreamRecord({ key, value, timestamp: time, headers }), child)
        })
        start(schedules, context, host)
      },
      process(record) {
        run(registersOf(record), host)
      },
    }
  }
}

export function processValuesSupplier(
  args: Arguments,
  isTimestamped: IsTimestamped,
): () => FixedKeyProcessor<unknown, unknown, Text> {
  const run = program(args.where, args.need('program'), 'processValues')
  const schedules = readSchedules(args, 'scheduleOfValues')
  return () => {
    let host: Host
    let current: FixedKeyRecord<unknown, unknown>
    return {
      init(context) {
        host = hostOf(context, isTimestamped, ({ value, time, headers }, child) => {
          context.forward(current.withValue(value).withTimestamp(time).withHeaders(headers), child)
        })
        start(schedules, context, host)
      },
      process(record) {
        current = record
        run(registersOf(record), host)
      },
    }
  }
}

export function transformValuesSupplier(
  args: Arguments,
  isTimestamped: IsTimestamped,
): () => ValueTransformer<unknown, unknown, Text> {
  const run = program(args.where, args.need('program'), 'transformValues')
  return () => {
    let host: Host
    let context: ValueTransformerContext
    return {
      init(given) {
        context = given
        host = { ...hostOf(context, isTimestamped, forwardsNothing), metadata: () => placeOf(context) }
      },
      transform(value, key) {
        const { timestamp: time } = context.recordContext
        const registers = { key: print(key), value: print(value), time, headers: noHeaders }
        run(registers, host)
        return registers.value
      },
    }
  }
}

/** As Java's older context tells it, which knows no "none". */
function placeOf({ recordMetadata: { topic, partition, offset } }: ValueTransformerContext): string {
  return `${topic}/${partition}/${offset}`
}

/** A processor of a global store, which forwards nothing. */
export function globalSupplier(
  args: Arguments,
  isTimestamped: IsTimestamped,
): () => Processor<string, string, never, never> {
  const run = program(args.where, args.need('program'), 'globalStore')
  return () => {
    let host: Host
    return {
      init(context) {
        host = hostOf(context, isTimestamped, forwardsNothing)
      },
      process(record) {
        run(registersOf(record), host)
      },
    }
  }
}

function readSchedules(args: Arguments, place: Place): Schedule[] {
  return args.children('schedules').map((item) => ({
    type: punctuationType(item),
    everyMs: item.number('everyMs'),
    key: item.optionalText('key') ?? null,
    times: item.optionalNumber('times'),
    run: program(item.where, item.need('program'), place),
  }))
}

function punctuationType(item: Arguments): Schedule['type'] {
  const type = item.text('type')
  if (type === 'streamTime') return 'stream-time'
  if (type === 'wallClock') return 'wall-clock-time'
  throw new FormatError(`${item.where}: expected type to be streamTime or wallClock, found ${type}`)
}

function start(schedules: readonly Schedule[], context: Context, host: Host): void {
  for (const { type, everyMs, key, times, run } of schedules) {
    let fired = 0
    const handle: Cancellable = context.schedule({ every: everyMs, type }, (timestamp) => {
      run({ key, value: String(timestamp), time: timestamp, headers: noHeaders }, host)
      if (++fired === times) handle.cancel()
    })
  }
}

function registersOf({
  key,
  value,
  timestamp,
  headers,
}: Pick<FixedKeyRecord<unknown, unknown>, 'key' | 'value' | 'timestamp' | 'headers'>): Registers {
  return { key: print(key), value: print(value), time: timestamp, headers }
}

/** What a program sees of the processor's context. */
function hostOf(context: Context, isTimestamped: IsTimestamped, forward: Host['forward']): Host {
  return {
    forward,
    store: (name) => recognize(context.getStateStore(name), isTimestamped(name)),
    wallClockMs: () => context.currentSystemTimeMs,
    streamTimeMs: () => context.currentStreamTimeMs,
    metadata() {
      const { topic, partition, offset } = context.recordMetadata
      return `${topic}/${partition}/${offset}`
    },
  }
}

function forwardsNothing(): never {
  throw new Error('a program forwarded where it may not')
}
