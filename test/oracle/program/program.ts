/** Programs of FORMAT.md section 6: read once into steps, run for each record or punctuation. */
import { string } from '@millrace/streams/serde'
import { predicate } from '../functions/predicate.ts'
import { stringFunction } from '../functions/string-function.ts'
import { Arguments } from '../scenario/arguments.ts'
import { FormatError } from '../scenario/format-error.ts'
import { scanSteps } from './scan-steps.ts'
import type { Host, Place, Registers, Step, StepKind } from './step.ts'
import { storeSteps } from './store-steps.ts'

const forwards: readonly Place[] = ['process', 'processValues']

const recordSteps: Record<string, StepKind> = {
  forward: {
    places: forwards,
    make(args) {
      const child = args.optionalText('to')
      return always((registers, host) => host.forward(registers, child))
    },
  },
  setKey: {
    places: ['process', 'globalStore'],
    make(args) {
      const of = stringFunction(args.need('fn'))
      return always((registers) => {
        registers.key = of(registers.key, registers.value)
      })
    },
  },
  setValue: {
    make(args) {
      const of = stringFunction(args.need('fn'))
      return toValue((registers) => of(registers.key, registers.value))
    },
  },
  addTime: {
    places: forwards,
    make(args) {
      const ms = args.number('ms')
      return always((registers) => {
        registers.time = Math.max(0, registers.time + ms)
      })
    },
  },
  addHeader: {
    places: forwards,
    make(args) {
      const key = args.text('key')
      const of = stringFunction(args.need('fn'))
      return always((registers) => {
        const value = of(registers.key, registers.value)
        const header = { key, value: value === null ? null : string.serialize(value) }
        registers.headers = [...registers.headers, header]
      })
    },
  },
  removeHeader: {
    places: forwards,
    make(args) {
      const key = args.text('key')
      return always((registers) => {
        registers.headers = registers.headers.filter((header) => header.key !== key)
      })
    },
  },
  clearHeaders: {
    places: forwards,
    make: () =>
      always((registers) => {
        registers.headers = []
      }),
  },
  if: {
    make(args, place) {
      const when = predicate(args.need('when'))
      const then = program(`${args.where} then`, args.need('then'), place)
      const otherwise = args.has('else') ? program(`${args.where} else`, args.need('else'), place) : () => true
      return (registers, host) => (when(registers.key, registers.value) ? then : otherwise)(registers, host)
    },
  },
  stop: { make: () => () => false },
  wallClock: { make: () => toValue((_registers, host) => String(host.wallClockMs())) },
  streamTime: { make: () => toValue((_registers, host) => String(host.streamTimeMs())) },
  time: { make: () => toValue((registers) => String(registers.time)) },
  metadata: { make: () => toValue((_registers, host) => host.metadata()) },
}

const stepKinds: Record<string, StepKind> = { ...recordSteps, ...storeSteps, ...scanSteps }

/** The steps in their order, as one. */
export function program(where: string, json: unknown, place: Place): Step {
  if (!Array.isArray(json)) throw new FormatError(`${where}: expected a program as a list of steps`)
  const steps = json.map((item) => step(Arguments.named(`${where} step`, item, 'do'), place))
  return (registers, host) => steps.every((run) => run(registers, host))
}

function step(args: Arguments, place: Place): Step {
  const name = args.text('do')
  const kind = stepKinds[name]
  if (kind === undefined) throw new FormatError(`${args.where}: unknown step ${name}`)
  if (kind.places?.includes(place) === false) throw new FormatError(`${args.where}: ${name} is not allowed here`)
  const made = kind.make(args, place)
  args.done()
  return made
}

function always(action: (registers: Registers, host: Host) => void): Step {
  return (registers, host) => {
    action(registers, host)
    return true
  }
}

function toValue(of: (registers: Registers, host: Host) => Registers['value']): Step {
  return always((registers, host) => {
    registers.value = of(registers, host)
  })
}
