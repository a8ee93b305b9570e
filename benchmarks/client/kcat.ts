/** kcat, which is librdkafka, at the same loads: a process a run, its start included, as nobody gets it otherwise. */
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { type Load as BrokerLoad, kcatConsumes, kcatProduces, writeLines } from '../broker/loads.ts'
import type { Ground } from './ground.ts'

/** Enough that its start, some 50 ms, says little. */
const RECORDS_A_RUN = 500_000

export class Kcat {
  readonly #folder: string

  private constructor(folder: string) {
    this.#folder = folder
  }

  static async open(): Promise<Kcat> {
    const kcat = new Kcat(await mkdtemp(path.join(os.tmpdir(), 'millrace-bench-kcat-')))
    await writeLines(kcat.#lines, RECORDS_A_RUN)
    return kcat
  }

  async produce(ground: Ground): Promise<number> {
    await kcatProduces(loadOf(ground), { file: this.#lines, acks: 'all' })
    return RECORDS_A_RUN
  }

  async consume(ground: Ground): Promise<number> {
    await kcatConsumes(loadOf(ground))
    return RECORDS_A_RUN
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }

  get #lines(): string {
    return path.join(this.#folder, 'lines')
  }
}

function loadOf({ address, topic }: Ground): BrokerLoad {
  return { address, topic, records: RECORDS_A_RUN }
}
