import test from 'ava'
import fc from 'fast-check'
import type { BatchFacts, MarkerFacts } from './facts.ts'
import { ProducerStates } from './producer-states.ts'

/**
 * The model keeps every event and looks through all of them for each answer: the batches of a
 * producer's present epoch are those behind its last change of epoch, and so on.
 */
type Event = ({ readonly is: 'batch' } & BatchFacts) | ({ readonly is: 'marker' } & MarkerFacts)

const SEQUENCES = 0x80000000

class Model {
  readonly events: Event[] = []
  completed = new Set<number>()
  highWatermark = 0

  of(producerId: number): Event[] {
    return this.events.filter((event) => event.producerId === producerId)
  }

  epoch(producerId: number): number {
    return this.of(producerId).at(-1)?.producerEpoch ?? -1
  }

  batches(producerId: number): BatchFacts[] {
    const epoch = this.epoch(producerId)
    return this.of(producerId)
      .filter((event) => event.producerEpoch === epoch)
      .flatMap((event) => (event.is === 'batch' ? [event] : []))
  }

  openSince(producerId: number): number | undefined {
    const events = this.of(producerId)
    const behindMarker = events.slice(events.findLastIndex(({ is }) => is === 'marker') + 1)
    return behindMarker.flatMap((event) => (event.is === 'batch' && event.isTransactional ? [event] : []))[0]
      ?.baseOffset
  }

  verdict(batch: BatchFacts): string {
    const known = this.batches(batch.producerId)
    const epoch = this.epoch(batch.producerId)
    const isSame = (other: BatchFacts) =>
      other.baseSequence === batch.baseSequence && other.lastSequence === batch.lastSequence
    const duplicate = batch.producerEpoch === epoch ? known.slice(-5).find(isSame) : undefined
    if (duplicate !== undefined) return `duplicate ${duplicate.baseOffset} ${duplicate.lastOffset}`
    if (batch.producerEpoch < epoch) return 'INVALID_PRODUCER_EPOCH'
    const last = batch.producerEpoch === epoch ? (known.at(-1)?.lastSequence ?? -1) : -1
    if (epoch !== -1 && batch.baseSequence !== (last + 1) % SEQUENCES) return 'OUT_OF_ORDER_SEQUENCE_NUMBER'
    const isOutside = this.openSince(batch.producerId) !== undefined && !batch.isTransactional
    return isOutside ? 'INVALID_TXN_STATE' : 'accepted'
  }

  /** First offsets of the transactions that are open, or have a marker that is not replicated. */
  firstUnstable(): number | null {
    const open = [0, 1, 2].flatMap((producerId) => this.openSince(producerId) ?? [])
    const ended = this.events.flatMap((event, index) => {
      if (event.is !== 'marker' || event.offset < this.highWatermark) return []
      const before = new Model()
      before.events.push(...this.events.slice(0, index))
      return before.openSince(event.producerId) ?? []
    })
    const all = [...open, ...ended]
    return all.length === 0 ? null : Math.min(...all)
  }
}

interface Draw {
  readonly kind: 'batch' | 'retry' | 'marker' | 'replicate' | 'reopen'
  readonly producerId: number
  readonly count: number
  /** How far from what would be right. */
  readonly off: number
  readonly isTransactional: boolean
}

const draw: fc.Arbitrary<Draw> = fc.record({
  kind: fc.constantFrom('batch', 'batch', 'batch', 'batch', 'retry', 'retry', 'marker', 'replicate'),
  producerId: fc.nat(2),
  count: fc.integer({ min: 1, max: 4 }),
  off: fc.constantFrom(0, 0, 0, 0, 0, 1, -1),
  isTransactional: fc.boolean(),
})

class Pair {
  readonly tested = new ProducerStates()
  readonly model = new Model()
  endOffset = 0
  readonly #firstSequence: number

  constructor(firstSequence: number) {
    this.#firstSequence = firstSequence
  }

  take({ kind, ...drawn }: Draw): [tested: unknown, model: unknown] {
    if (kind === 'marker') this.#end(drawn)
    else if (kind === 'replicate') this.#replicate()
    else return this.#append(kind === 'retry' ? this.#earlier(drawn) : this.#next(drawn))
    return [null, null]
  }

  #append(batch: BatchFacts): [unknown, unknown] {
    const verdict = this.tested.check([batch], { origin: 'client' })
    const expected = this.model.verdict(batch)
    if (verdict.kind === 'accepted') {
      this.tested.record(batch)
      this.model.events.push({ is: 'batch', ...batch })
      this.endOffset = batch.lastOffset + 1
    }
    const isDuplicate = verdict.kind === 'duplicate'
    const found = verdict.kind === 'refused' ? verdict.error : verdict.kind
    return [isDuplicate ? `duplicate ${verdict.firstOffset} ${verdict.lastOffset}` : found, expected]
  }

  #next({ producerId, count, off, isTransactional }: Omit<Draw, 'kind'>): BatchFacts {
    const isKnown = this.model.epoch(producerId) !== -1
    const last = this.model.batches(producerId).at(-1)?.lastSequence ?? -1
    const right = isKnown ? (last + 1) % SEQUENCES : this.#firstSequence
    const isNewEpoch = off !== 0 && isTransactional
    const producerEpoch = Math.max(0, this.model.epoch(producerId) + (isNewEpoch ? off : 0))
    const baseSequence = isNewEpoch && count < 3 ? 0 : (right + (isTransactional ? 0 : off) + SEQUENCES) % SEQUENCES
    return {
      baseOffset: this.endOffset,
      lastOffset: this.endOffset + count - 1,
      producerId,
      producerEpoch,
      baseSequence,
      lastSequence: (baseSequence + count - 1) % SEQUENCES,
      maxTimestamp: this.endOffset,
      isTransactional,
    }
  }

  #earlier(drawn: Omit<Draw, 'kind'>): BatchFacts {
    const sent = this.model.of(drawn.producerId).filter((event) => event.is === 'batch')
    const chosen = sent.at(-(drawn.count + 2 * Math.abs(drawn.off)))
    if (chosen?.is !== 'batch') return this.#next(drawn)
    const length = chosen.lastOffset - chosen.baseOffset
    return { ...chosen, baseOffset: this.endOffset, lastOffset: this.endOffset + length }
  }

  #end({ producerId, off, isTransactional }: Omit<Draw, 'kind'>): void {
    const producerEpoch = Math.max(0, this.model.epoch(producerId) + Math.max(0, off))
    const type = isTransactional ? 'ABORT' : 'COMMIT'
    const offset = this.endOffset++
    const marker: MarkerFacts = { producerId, producerEpoch, coordinatorEpoch: 0, offset, timestamp: offset, type }
    const completed = this.tested.recordMarker(marker)
    if (completed !== null) this.tested.complete(completed)
    this.model.events.push({ is: 'marker', ...marker })
  }

  #replicate(): void {
    this.model.highWatermark = Math.floor((this.model.highWatermark + this.endOffset + 1) / 2)
    this.tested.moveHighWatermarkTo(this.model.highWatermark)
  }
}

test('producers are judged, and readers held back, as looking through all that ever happened would have it', (t) => {
  const firstSequence = fc.constantFrom(0, 3, 0x7fffffff, 0x7ffffffc)
  fc.assert(
    fc.property(firstSequence, fc.array(draw, { maxLength: 60 }), (first, draws) => {
      const pair = new Pair(first)
      for (const drawn of draws) {
        const [found, expected] = pair.take(drawn)
        t.is(found, expected)
        t.is(pair.tested.firstUnstableOffset, pair.model.firstUnstable())
      }
    }),
    { numRuns: 300 },
  )
})
