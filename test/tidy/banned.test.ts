/**
 * The bans, shown each thing that they forbid and those that look like it and are allowed.
 */
import test from 'ava'
import { bannedUses } from './banned.ts'

const inPackage = (text: string, path = 'packages/core/src/log/segment.ts') => bannedUses([{ path, text }])

const forbidden: [text: string, instead: string][] = [
  ['const now = Date.now()', 'Date is not for here: use the clock of host/'],
  ['const now = new Date()', 'Date is not'],
  ['const now = globalThis.Date.now()', 'Date is not'],
  ['const now = performance.now()', 'performance is not for here: use the clock of host/'],
  ['const chance = Math.random()', 'Math.random is not for here: use the random numbers of host/'],
  ['setTimeout(act, 1)', 'setTimeout is not for here: use the timers of host/'],
  ['setInterval(act, 1)', 'setInterval is not'],
  ['setImmediate(act)', 'setImmediate is not'],
  ['const wait = { setTimeout }', 'setTimeout is not'],
  ['const home = process.env.HOME', 'process is not for here: use an option that the caller passes'],
  ["import { readFileSync } from 'node:fs'", 'node:fs is not for here: use the disk of host/'],
  ["import { open } from 'node:fs/promises'", 'node:fs/promises is not'],
  ["export { connect } from 'node:net'", 'node:net is not for here: use the sockets of host/'],
  ["const net = await import('node:net')", 'node:net is not'],
  ["import dns from 'node:dns'", 'node:dns is not'],
  ["import { setTimeout as sleep } from 'node:timers/promises'", 'node:timers/promises is not'],
  ["import { randomUUID } from 'node:crypto'", 'randomUUID of node:crypto is not'],
  ["import { createHash, randomBytes as bytes } from 'node:crypto'", 'randomBytes of node:crypto is not'],
  ["import crypto from 'node:crypto'", 'node:crypto as a whole is not'],
  ['const id = crypto.randomUUID()', 'crypto is not'],
]

for (const [text, complaint] of forbidden) {
  test(`${text} is refused`, (t) => {
    const complaints = inPackage(text)
    t.is(complaints.length, 1)
    t.true(complaints[0]?.startsWith(`packages/core/src/log/segment.ts:1: ${complaint}`), complaints[0])
  })
}

const allowed = [
  "import { createHash } from 'node:crypto'",
  "import { gzipSync } from 'node:zlib'",
  "import type { Stats } from 'node:fs'",
  'const largest = Math.max(1, 2)',
  'const later = host.timers.setTimeout(act, 1)',
  'interface Clock { performance: number }',
  'function at(when: Date) { return when }',
  "const word = 'Date'",
]

for (const text of allowed) {
  test(`${text} is allowed`, (t) => {
    t.deepEqual(inPackage(text), [])
  })
}

test('host/, tests and scripts are free', (t) => {
  const paths = ['packages/core/src/host/clock.ts', 'packages/core/src/log/segment.test.ts', 'scripts/check.ts']
  for (const path of paths) t.deepEqual(inPackage('const now = Date.now()', path), [])
})
