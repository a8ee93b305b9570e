/** What the tests of the admin play on: a broker with controls, and an admin of it with short pauses. */
import { ControlledBroker, silentLogger } from '../../testing.ts'
import { Producer } from '../producer/producer.ts'
import type { ProducerOptions } from '../producer/producer-options.ts'
import { Admin, type AdminOptions } from './admin.ts'

export interface Stage extends AsyncDisposable {
  readonly broker: ControlledBroker
  readonly admin: Admin
}

export async function open(
  options: Parameters<typeof ControlledBroker.start>[0] = {},
  adminOptions: Partial<AdminOptions> = {},
): Promise<Stage> {
  const broker = await ControlledBroker.start({ logger: silentLogger, ...options })
  const admin = new Admin({
    brokers: [broker.address],
    logger: silentLogger,
    retryBackoffMs: 1,
    reconnectBackoffMs: 1,
    callTimeoutMs: 20_000,
    ...adminOptions,
  })
  const close = async () => {
    await admin.close()
    await broker.close()
  }
  return { broker, admin, [Symbol.asyncDispose]: close }
}

/** A producer of the stage's broker. */
export function producerOf({ broker }: Stage, options: Partial<ProducerOptions> = {}): Producer {
  return new Producer({ brokers: [broker.address], logger: silentLogger, lingerMs: 0, ...options })
}

/** Puts so many records into a partition, a second apart. */
export async function fill(stage: Stage, options: { topic: string; partition?: number; count: number }): Promise<void> {
  const { topic, partition = 0, count } = options
  await using producer = producerOf(stage)
  for (let index = 0; index < count; index += 1) {
    producer.send({ topic, partition, value: `${index}`, timestamp: FIRST_TIMESTAMP + index * 1_000 })
  }
  await producer.flush()
}

export const FIRST_TIMESTAMP = Date.now() - 60_000
