/**
 * `millrace broker` as a process: it is started, asked, stopped by a signal, and has everything again.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import {
  type Api,
  apis,
  type Body,
  type Draft,
  decodeResponse,
  encodeRequest,
  type Message,
} from '@millrace/core/protocol'
import { BatchBuilder } from '@millrace/core/records'
import test from 'ava'

const program = join(import.meta.dirname, '../main.ts')
const folder = mkdtempSync(join(tmpdir(), 'millrace-process-'))
const running = new Set<ReturnType<typeof spawn>>()
test.after.always(() => {
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** A broker that is ready; `stop` gives its exit code. */
async function start(...args: string[]) {
  const child = spawn(process.execPath, [program, 'broker', '--port', '0', '--json', ...args], { stdio: 'pipe' })
  running.add(child)
  const exited = once(child, 'exit') as Promise<[number | null, string | null]>
  const errors: string[] = []
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line))
  const [line] = (await Promise.race([once(createInterface({ input: child.stdout }), 'line'), exited])) as [string]
  const { address } = JSON.parse(line) as { address: string }
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal)
    const [code] = await exited
    running.delete(child)
    return code
  }
  return { port: Number(address.split(':')[1]), errors, stop }
}

/** Asks over a connection of its own. */
async function ask<Request extends Message, Response extends Message>(
  port: number,
  api: Api<Request, Response>,
  { version, body }: { version: number; body: Draft<Request> },
): Promise<Body<Response>> {
  const socket = net.connect(port, '127.0.0.1')
  const message = api.request as Request & { readonly key: number }
  for (const chunk of encodeRequest({ message, version, correlationId: 1, clientId: 'test', body })) socket.write(chunk)
  let answer = Buffer.alloc(0)
  for await (const piece of socket) {
    answer = Buffer.concat([answer, piece as Buffer])
    if (answer.length >= 4 && answer.length >= 4 + answer.readInt32BE(0)) break
  }
  return decodeResponse(api.response, version, answer.subarray(4)).body
}

test('what was written before SIGTERM is there after the next start', async (t) => {
  const dataDir = join(folder, 'data')
  const first = await start('--data-dir', dataDir, '--topic', 'orders')
  const builder = new BatchBuilder()
  builder.tryAppendPair(Buffer.from('a'), Buffer.from('hello'), 1_000)
  const records = builder.build()
  const partitionData = [{ index: 0, records }]
  const body = { acks: -1, timeoutMs: 5_000, topicData: [{ name: 'orders', partitionData }] }
  const { responses } = await ask(first.port, apis.produce, { version: 9, body })
  t.is(responses[0]?.partitionResponses[0]?.errorCode, 0)
  t.is(await first.stop('SIGTERM'), 0)
  t.deepEqual(
    first.errors.map((line) => (JSON.parse(line) as { message: string }).message),
    ['stopping', 'stopped'],
  )
  t.true(existsSync(join(dataDir, '.kafka_cleanshutdown')))

  const second = await start('--data-dir', dataDir)
  const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }]
  const fetch = { maxWaitMs: 100, minBytes: 1, topics: [{ topic: 'orders', partitions }] }
  const fetched = await ask(second.port, apis.fetch, { version: 11, body: fetch })
  t.true(fetched.responses[0]?.partitions[0]?.records?.includes('hello'))
  t.is(await second.stop('SIGINT'), 0)
})

test('a second broker on the data directory ends with 1, and the first goes on', async (t) => {
  const dataDir = join(folder, 'shared')
  const first = await start('--data-dir', dataDir)
  const child = spawn(process.execPath, [program, 'broker', '--port', '0', '--data-dir', dataDir], { stdio: 'pipe' })
  const [line] = (await once(createInterface({ input: child.stderr }), 'line')) as [string]
  t.regex(line, /^millrace: .* is in use: expected to be its only owner, found process \d+/)
  t.deepEqual((await once(child, 'exit')).slice(0, 1), [1])
  const body = { clientSoftwareName: 'test', clientSoftwareVersion: '1' }
  t.is((await ask(first.port, apis.apiVersions, { version: 3, body })).errorCode, 0)
  t.is(await first.stop('SIGTERM'), 0)
})
