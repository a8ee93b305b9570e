/** What a producer and a consumer hold when nothing goes on, beside the memory that they were told to keep to. */
import type { Contender } from '../broker/contenders.ts'
import type { Figure } from '../measure.ts'
import { ClientProcess } from './client-process.ts'
import type { Ground } from './ground.ts'
import { CONSUMER_BUFFER_BYTES, type Held, PRODUCER_BUFFER_BYTES } from './memory-loads.ts'

const MIB = 1024 ** 2
/** Of the buffer: with what holds the batches. */
const PRODUCER_SHARE_MAX = 1.25
/**
 * Of the buffer: a record that the program has in hand keeps the answer that it lies in, which is at most half of what
 * may wait; the rest of that answer is copied out when the next one comes.
 */
const CONSUMER_SHARE_MAX = 1.6

export async function producerMemory({ pid }: Contender, ground: Ground): Promise<Figure[]> {
  const client = new ClientProcess({ kind: 'hold', way: 'producer', ground })
  try {
    await client.start()
    signal(pid, 'SIGSTOP')
    return figures(await client.run<Held>(), { bytes: PRODUCER_BUFFER_BYTES, shareMax: PRODUCER_SHARE_MAX })
  } finally {
    signal(pid, 'SIGCONT')
    await client.close()
  }
}

export async function consumerMemory(ground: Ground): Promise<Figure[]> {
  const client = new ClientProcess({ kind: 'hold', way: 'consumer', ground })
  try {
    return figures(await client.run<Held>(), { bytes: CONSUMER_BUFFER_BYTES, shareMax: CONSUMER_SHARE_MAX })
  } finally {
    await client.close()
  }
}

function signal(pid: number | undefined, name: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the broker has no process')
  process.kill(pid, name)
}

function figures({ heldBytes, peakResidentBytes }: Held, buffer: { bytes: number; shareMax: number }): Figure[] {
  const sizeMib = buffer.bytes / MIB
  return [
    { name: 'buffer', value: sizeMib, unit: 'MiB' },
    { name: 'held', value: heldBytes / MIB, unit: 'MiB', bar: { atMost: buffer.shareMax * sizeMib } },
    { name: 'resident at the most', value: peakResidentBytes / MIB, unit: 'MiB' },
  ]
}
