import test from 'ava'
import { BatchBuilder } from '../../records/builder.ts'
import { scanBatches } from './batch-scan.ts'

function batch(baseOffset: number, value = 'v'): Buffer {
  const builder = new BatchBuilder({ baseOffset, maxBytes: 10_000_000 })
  builder.tryAppendPair('key', value, 1_700_000_000_000)
  return Buffer.from(builder.build())
}

/** What is found in the bytes as `position:offset`, and how many reads it took. */
function scan(bytes: Buffer, from = 0, to = bytes.length): { found: string[]; reads: number } {
  let reads = 0
  const read = (target: Uint8Array, position: number) => {
    reads++
    return bytes.copy(target, 0, position)
  }
  const found: string[] = []
  for (const { position, batch } of scanBatches({ read }, { from, to, partition: 'orders-3' })) {
    const cursor = batch.records()
    while (cursor.next()) found.push(`${position}:${cursor.offset}:${cursor.valueText()?.length}`)
  }
  return { found, reads }
}

test('a range without bytes has no batch', (t) => {
  t.deepEqual(scan(Buffer.alloc(0)).found, [])
  const bytes = batch(0)
  t.deepEqual(scan(bytes, bytes.length).found, [])
})

test('the batches from a position on are given, with their positions in the file', (t) => {
  const all = [batch(0), batch(1, 'abc'), batch(2)]
  const [first = 0, second = 0] = all.map(({ length }) => length)
  t.deepEqual(scan(Buffer.concat(all), first).found, [`${first}:1:3`, `${first + second}:2:1`])
})

test('a batch that the end of the range cuts off is not given, wherever it is cut', (t) => {
  const whole = batch(0)
  const bytes = Buffer.concat([whole, batch(1)])
  for (let to = whole.length; to < bytes.length; to++) t.deepEqual(scan(bytes, 0, to).found, ['0:0:1'], String(to))
  t.is(scan(bytes).found.length, 2)
})

test('a file that is shorter than its range ends the scan', (t) => {
  const whole = batch(0)
  const bytes = Buffer.concat([whole, batch(1)])
  for (let size = whole.length; size < bytes.length; size++) {
    t.deepEqual(scan(bytes.subarray(0, size), 0, bytes.length).found, ['0:0:1'], String(size))
  }
})

test('batches that lie across pieces, or are larger than one, are given whole', (t) => {
  const lengths = [700_000, 700_000, 1, 3_000_000, 2, 1_048_576]
  const { found, reads } = scan(Buffer.concat(lengths.map((length, offset) => batch(offset, 'x'.repeat(length)))))
  t.deepEqual(
    found.map((one) => one.replace(/^\d+:/, '')),
    lengths.map((length, offset) => `${offset}:${length}`),
  )
  t.true(reads <= 5, `${reads} reads`)
})

test('bytes that are no batch are refused with their position in the file', (t) => {
  const whole = batch(0)
  for (const [at, byte] of [
    [8, 0x80],
    [16, 9],
  ] as const) {
    const corrupt = batch(1)
    corrupt[at] = byte
    const problem = t.throws(() => scan(Buffer.concat([whole, corrupt, batch(2)])), { name: 'DecodeError' })
    t.regex(problem?.message ?? '', /orders-3/)
    t.true(((problem as { position?: number }).position ?? 0) >= whole.length)
  }
})
