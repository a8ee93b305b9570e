/** What a scenario gives, as FORMAT.md section 8 says; Java's golden results and ours have this one form. */
import type { HeaderText } from '../scenario/scenario.ts'

/** A record as text, or in `raw` with its bytes as hexadecimal. */
export interface PrintedRecord {
  readonly key: string | null
  readonly value: string | null
  /** Null where the producer sets it: changelogs of suppression buffers. */
  readonly timestamp: number | null
  readonly headers?: readonly HeaderText[]
}

/** A row of a store; which fields it has depends on the kind of store. */
export type StoreEntry = Readonly<Record<string, unknown>>

export interface ScenarioError {
  readonly class: string
  readonly phase: 'build' | 'input'
  readonly input?: number
  /** Informative, and in our words. */
  readonly cause?: string
  readonly message: string
}

export interface Result {
  readonly name: string
  describe?: string
  topics?: Record<string, PrintedRecord[]>
  raw?: Record<string, PrintedRecord[]>
  stores?: Record<string, StoreEntry[]>
  error?: ScenarioError
}

/** A line of a golden file. */
export interface GoldenLine {
  readonly scenario: unknown
  readonly result: Result
}

/** Integers that a number cannot hold exactly are decimal strings; these are what we hold as infinite. */
export function printedInteger(value: number | bigint): number | string {
  if (value === Number.POSITIVE_INFINITY) return '9223372036854775807'
  const isExact = typeof value === 'number' ? Number.isSafeInteger(value) : BigInt.asIntN(54, value) === value
  return isExact ? Number(value) : String(value)
}
