import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import test from 'ava'
import type { MemoryFigures, MemoryRun } from './memory-run.contract.ts'

const program = fileURLToPath(new URL('./memory-run.contract.ts', import.meta.url))
const megabyte = 1024 * 1024

test('a state of 4 GB under 128 MB of state memory takes less than 450 MB of the process', async (t) => {
  t.timeout(3_600_000)
  const folder = mkdtempSync(join(tmpdir(), 'millrace-memory-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'task')
  const run: MemoryRun = {
    path,
    keys: 20_000_000,
    updates: 1_000_000,
    walks: 10_000,
    stateMemoryBytes: 128 * megabyte,
  }
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(run)])
  const figures = JSON.parse(stdout) as MemoryFigures
  const diskBytes = readdirSync(path).reduce((sum, name) => sum + statSync(join(path, name)).size, 0)
  t.log({ ...figures, diskBytes })
  t.true(diskBytes > 3.5 * 1024 * megabyte, `${diskBytes} bytes on the disk`)
  t.true(figures.filledResidentBytes < 450 * megabyte, `${figures.filledResidentBytes} bytes while it was filled`)
  t.true(figures.updatedResidentBytes < 450 * megabyte, `${figures.updatedResidentBytes} bytes while it was updated`)
  const { overlayBytes, atHandBytes, cacheBytesMax, memtableBytesMax } = figures.stats
  t.true(overlayBytes + atHandBytes + cacheBytesMax + memtableBytesMax <= 128 * megabyte)
})
