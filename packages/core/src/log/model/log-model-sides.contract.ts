/** The two sides of the model test, and what both have in common: whoever does a step does it to both. */
import assert from 'node:assert/strict'
import type { ManualClock } from '../../host/manual-clock.ts'
import type { RecordBatch } from '../../records/batch.ts'
import { batches } from '../../records/batches.ts'
import type { LogConfig } from '../log-config.ts'
import type { PartitionLog } from '../partition-log.ts'
import type { ModelHistory } from './log-model-history.contract.ts'
import type { Step } from './log-model-steps.contract.ts'

export type StepOf<Kind extends Step['kind']> = Extract<Step, { kind: Kind }>

export interface Sides {
  readonly model: ModelHistory
  readonly log: PartitionLog
  readonly clock: ManualClock
  readonly config: LogConfig
  readonly leaderEpoch: number
}

/** All batches of the log, from its start on. */
export function allBatches(log: PartitionLog, isolation: 'committed' | 'uncommitted', maxBytes = 1_000): RecordBatch[] {
  const found: RecordBatch[] = []
  for (let offset = log.startOffset; ; ) {
    const read = log.read({ offset, maxBytes, atLeastOne: true, isolation })
    assert.ok(read.kind === 'read')
    if (read.records.length === 0) return found
    found.push(...batches(read.records))
    offset = read.nextOffset
  }
}

/** The bytes themselves would be pages of an error message. */
export function assertSame(found: Buffer, expected: Buffer | undefined): void {
  if (expected?.equals(found) === true) return
  assert.fail(`expected ${outline(expected)}, found ${outline(found)}`)
}

function outline(bytes: Buffer | undefined): string {
  if (bytes === undefined) return 'no batch'
  const one = ({ baseOffset, lastOffset }: RecordBatch) => `${baseOffset} to ${lastOffset}`
  return `${bytes.length} bytes (${Array.from(batches(bytes), one).join(', ')})`
}
