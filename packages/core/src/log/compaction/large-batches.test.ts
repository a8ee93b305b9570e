/** Batches that inflate to megabytes: codecs work on them elsewhere, and the log moves on meanwhile. */
import { randomBytes } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import test from 'ava'
import { DecodeError } from '../../bytes/errors.ts'
import type { Compression } from '../../records/attributes.ts'
import { sealCrc } from '../../records/seal.ts'
import { CompactedLog } from './compacted-log.contract.ts'
import type { Pause } from './slice.ts'

const RECORDS_A_BATCH = 5_000
const BATCHES = 4
const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const
const noise = randomBytes(RECORDS_A_BATCH).toString('hex')

/** Every other record's key comes again in the next batch. */
function records(batch: number) {
  return Array.from({ length: RECORDS_A_BATCH }, (_, index) => ({
    key: index % 2 === 0 ? `stale ${index}` : `kept ${batch} ${index}`,
    value: `${batch} ${index} ${noise.slice(index, index + 20)}`.padEnd(200, 'millrace '),
  }))
}

function largeTable(compression: Compression): CompactedLog {
  const table = new CompactedLog()
  for (let batch = 0; batch < BATCHES; batch++) {
    table.append(records(batch), { compression })
    table.log.roll()
  }
  return table
}

/** The keys and values that a table without compaction would have. */
function expected(): Map<string, string> {
  const table = new Map<string, string>()
  for (let batch = 0; batch < BATCHES; batch++) for (const { key, value } of records(batch)) table.set(key, value)
  return table
}

function found(table: CompactedLog): Map<string | null, string | null> {
  return new Map(table.records().map(({ key, value }) => [key, value]))
}

for (const compression of codecs) {
  for (const usesThreads of [true, false]) {
    const where = usesThreads ? 'elsewhere' : 'on this thread alone'
    test(`${compression}: large batches are cleaned, ${where}`, async (t) => {
      const table = largeTable(compression)
      const pauses: Pause[] = []
      await table.clean({ usesThreads }, (pause) => pauses.push(pause))
      t.true(isDeepStrictEqual(found(table), expected())) // AVA's own takes seconds for so many
      t.is(table.records().length, expected().size)
      const isSwap = (pause: Pause) => pause.kind === 'wait' && pause.mustGoOn
      const waits = pauses.slice(0, pauses.findIndex(isSwap)).filter(({ kind }) => kind === 'wait').length
      // What was dropped is settled, and the new records and their names are made durable.
      if (usesThreads && compression !== 'snappy') t.true(waits > 3, `${waits} waits`)
      else t.is(waits, 3)
    })
  }

  test(`${compression}: what happens to the log while a codec works elsewhere is not undone`, async (t) => {
    const table = largeTable(compression)
    let appended = 0
    await table.clean({}, () => {
      table.append([{ key: 'appended', value: String(appended++) }])
      if (appended % 3 === 0) table.log.roll()
      if (appended !== 2) return
      const [, second] = table.log.segments
      table.log.moveStartTo(second?.baseOffset ?? 0)
      table.log.segments.dropFirst(1)
    })
    t.true(appended > 5)
    const { startOffset } = table.log
    t.true(startOffset > 0)
    const after = found(table)
    t.is(after.get('appended'), String(appended - 1))
    t.true(table.records().every(({ offset }) => offset >= startOffset))
    const last = records(BATCHES - 1)
    t.true(last.every(({ key, value }) => after.get(key) === value))
    t.false(table.names().some((name) => /cleaned|swap|deleted/.test(name)))
  })

  test(`${compression}: bytes that do not open end the pass, wherever they are inflated, and leave no trace`, async (t) => {
    const table = new CompactedLog()
    table.append([{ key: 'a', value: noise.repeat(60) }], { compression })
    table.log.roll()
    const path = table.path('00000000000000000000.log')
    const before = table.disk.facts(path)?.size
    spoil(table, path)
    await t.throwsAsync(table.clean(), { instanceOf: DecodeError })
    t.is(table.disk.facts(path)?.size, before)
    t.false(table.names().some((name) => /cleaned|swap|deleted/.test(name)))
  })
}

/** Breaks what is compressed, under a checksum that is right. */
function spoil(table: CompactedLog, path: string): void {
  const [batch] = table.batches()
  const bytes = Buffer.from(batch?.bytes ?? [])
  bytes.fill(0xaa, 63, 4_000)
  sealCrc(bytes)
  const file = table.disk.open(path, { create: false })
  file.write([bytes], 0)
  file.close()
}
