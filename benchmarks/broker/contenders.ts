/**
 * The brokers that are compared, each in a process of its own on a new directory of the machine's disk: ours as
 * a user starts it, and Apache Kafka as it starts itself.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { apis } from '@millrace/core/protocol'
import { Broker } from '@millrace/test-kafka/broker.ts'
import { Wire } from './wire.ts'

export interface Contender {
  readonly name: string
  readonly address: string
  /** From the start of the process to the first answered Metadata. */
  readonly readyMs: number
  /** The same of its very first start, before which nothing was compiled; where there is such a thing. */
  readonly firstReadyMs?: number
  readonly pid: number | undefined
  residentBytes(): number
  end(): Promise<void>
}

const READY_TRY_MS = 2
const READY_MS_MAX = 60_000
const COMMAND = path.join(import.meta.dirname, '../../packages/cli/src/main.ts')

export async function startOurs(): Promise<Contender> {
  const compiled = newFolder()
  const first = await startOnce(compiled)
  await first.end()
  const second = await startOnce(compiled)
  const end = async () => {
    await second.end()
    rmSync(compiled, { recursive: true, force: true })
  }
  return { ...second, firstReadyMs: first.readyMs, end }
}

/** What Node compiles is kept in the folder, as it otherwise is among the temporary files. */
async function startOnce(compiled: string): Promise<Contender> {
  const folder = newFolder()
  const port = await freePort()
  const args = ['broker', '--port', String(port), '--data-dir', folder]
  const beganMs = performance.now()
  const child = spawn(process.execPath, [COMMAND, ...args], {
    stdio: 'ignore',
    env: { ...process.env, NODE_COMPILE_CACHE: compiled },
  })
  const address = `localhost:${port}`
  const readyMs = await untilReady(address, beganMs)
  const end = () => stop(child, folder)
  return { name: 'ours', address, readyMs, pid: child.pid, residentBytes: () => residentBytes(child.pid), end }
}

export async function startKafka(): Promise<Contender> {
  const folder = newFolder()
  // Formatting the directory is no part of the start.
  await (await Broker.start(folder, { isForLoad: true, settings: {} })).stop()
  const beganMs = performance.now()
  const broker = await Broker.start(folder, { isForLoad: true, isReadyAtOnce: true, settings: {} })
  const readyMs = await untilReady(broker.bootstrap, beganMs)
  const end = async () => {
    await broker.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  return {
    name: 'Apache Kafka',
    address: broker.bootstrap,
    readyMs,
    pid: broker.pid,
    residentBytes: () => residentBytes(broker.pid),
    end,
  }
}

/** Milliseconds from the beginning to the first Metadata that is answered. */
async function untilReady(address: string, beganMs: number): Promise<number> {
  for (;;) {
    try {
      const wire = await Wire.connect(address)
      const { brokers } = await wire.ask(apis.metadata, 9, { topics: [] })
      wire.close()
      if (brokers.length > 0) return performance.now() - beganMs
    } catch (problem) {
      if (performance.now() - beganMs > READY_MS_MAX) throw problem
    }
    await sleep(READY_TRY_MS)
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = once(child, 'close')
    child.kill('SIGTERM')
    await ended
  }
  rmSync(folder, { recursive: true, force: true })
}

function residentBytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024
}

function newFolder(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'millrace-bench-'))
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  return typeof address === 'object' && address !== null ? address.port : 0
}
