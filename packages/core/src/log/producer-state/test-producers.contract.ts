/** Batches, markers and producers' states for tests, with as little said as a test needs. */
import type { AppendRules, BatchFacts, MarkerFacts } from './facts.ts'
import { ProducerStates } from './producer-states.ts'

export const client: AppendRules = { origin: 'client' }
export const coordinator: AppendRules = { origin: 'coordinator' }
export const PRODUCER = 7

export type BatchOptions = Partial<BatchFacts> & { readonly count?: number }

/** A batch of `count` records, which begins at `baseOffset` with `baseSequence`. */
export function batch({ count = 1, ...facts }: BatchOptions): BatchFacts {
  const baseOffset = facts.baseOffset ?? 0
  const baseSequence = facts.baseSequence ?? 0
  return {
    baseOffset,
    lastOffset: baseOffset + count - 1,
    producerId: PRODUCER,
    producerEpoch: 0,
    baseSequence,
    lastSequence: (baseSequence + count - 1) % 0x80000000,
    maxTimestamp: 1000 + baseOffset,
    isTransactional: false,
    ...facts,
  }
}

export function marker(facts: Partial<MarkerFacts>): MarkerFacts {
  return {
    producerId: PRODUCER,
    producerEpoch: 0,
    coordinatorEpoch: 0,
    offset: 0,
    timestamp: 2000,
    type: 'COMMIT',
    ...facts,
  }
}

export function after(...batches: BatchFacts[]): ProducerStates {
  const states = new ProducerStates()
  for (const one of batches) states.record(one)
  return states
}

export function messageOf(states: ProducerStates, batches: BatchFacts[], rules = client): string {
  const verdict = states.check(batches, rules)
  return verdict.kind === 'refused' ? `${verdict.error}: ${verdict.message}` : verdict.kind
}
