/**
 * What a processor program of FORMAT.md section 6 works on, and what it sees of the processor that runs it.
 */
import type { Headers } from '@millrace/streams'
import type { Arguments, Text } from '../scenario/arguments.ts'
import type { AnyStore } from './stores.ts'

export interface Registers {
  key: Text
  value: Text
  time: number
  /** Replaced by a new list when a step changes it, never changed: what was forwarded keeps what it had. */
  headers: Headers
}

/** The processor that a program runs in. */
export interface Host {
  forward(registers: Registers, child: string | undefined): void
  store(name: string): AnyStore
  wallClockMs(): number
  streamTimeMs(): number
  /** `topic/partition/offset`, or `none`. */
  metadata(): string
}

/** Where a program stands, which says which steps it may have. */
export type Place = 'process' | 'processValues' | 'scheduleOfValues' | 'transformValues' | 'globalStore'

/** Runs on the registers; false ends the whole program. */
export type Step = (registers: Registers, host: Host) => boolean

/** A kind of step: where it may stand (anywhere, if that is not said), and how it is made. */
export interface StepKind {
  readonly places?: readonly Place[]
  readonly make: (args: Arguments, place: Place) => Step
}
