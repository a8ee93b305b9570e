/**
 * What Kafka's own DumpLogSegments says of the files of a partition's directory. Lines that tell of batches,
 * records and entries are read; every other line is a complaint.
 */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AbortedTransaction } from '@millrace/core/testing'
import type { ProducerFacts } from './clients.ts'
import { runJava } from './java.ts'

const TOOL = 'org.apache.kafka.tools.DumpLogSegments'

const recordLine =
  /^\| offset: (\d+) (?:CreateTime|LogAppendTime): (\d+) keySize: -?\d+ valueSize: -?\d+ sequence: -?\d+ headerKeys: \[(.*?)\](?: key: (.*?))?(?: payload: (.*))?$/

interface DumpedBatch {
  readonly baseOffset: number
  readonly lastOffset: number
  readonly producerId: number
  readonly compression: string
  readonly leaderEpoch: number
  readonly isTransactional: boolean
  readonly isControl: boolean
}

/** Of headers the tool tells the keys. */
interface DumpedRecord {
  readonly offset: number
  readonly timestamp: number
  readonly key: string | null
  readonly value: string | null
  readonly headerKeys: readonly string[]
}

export interface Dump {
  readonly batches: DumpedBatch[]
  readonly records: DumpedRecord[]
  /** The markers' kinds. */
  readonly markers: ('COMMIT' | 'ABORT')[]
  readonly aborted: AbortedTransaction[]
  /** By the snapshots' offsets. */
  readonly snapshots: Map<number, ProducerFacts[]>
  readonly offsetEntries: number
  readonly timeEntries: number
  /** Offsets behind which the next one is missing: where compaction took records. */
  readonly gaps: number[]
  readonly complaints: string[]
}

/** Everything that the tool finds in the segments, their indexes and the snapshots of a directory. */
export async function dumpPartition(directory: string): Promise<Dump> {
  const files = segmentFiles(directory, /\.(?:log|index|timeindex|txnindex|snapshot)$/)
  const { stdout, stderr } = await runJava(TOOL, ['--print-data-log', '--files', files.join(',')])
  const dump = new DumpReader()
  for (const line of stdout.split('\n')) dump.read(line)
  for (const line of stderr.split('\n')) dump.readComplaint(line)
  return dump
}

/** The indexes that the broker would make anew at its start; of a healthy directory none. */
export async function insaneIndexes(directory: string): Promise<string[]> {
  const files = segmentFiles(directory, /\.(?:index|timeindex)$/)
  const { stdout } = await runJava(TOOL, ['--index-sanity-check', '--files', files.join(',')])
  const isSane = (file: string) =>
    stdout.includes(`${file} passed sanity check.`) || stdout.includes(`${file} is empty.`)
  return files.filter((file) => !isSane(file))
}

function segmentFiles(directory: string, pattern: RegExp): string[] {
  const names = readdirSync(directory).filter((name) => pattern.test(name))
  return names.sort().map((name) => join(directory, name))
}

class DumpReader implements Dump {
  readonly batches: DumpedBatch[] = []
  readonly records: DumpedRecord[] = []
  readonly markers: ('COMMIT' | 'ABORT')[] = []
  readonly aborted: AbortedTransaction[] = []
  readonly snapshots = new Map<number, ProducerFacts[]>()
  readonly gaps: number[] = []
  readonly complaints: string[] = []
  offsetEntries = 0
  timeEntries = 0
  #snapshot: ProducerFacts[] = []

  read(line: string): void {
    if (/^$|^Log starting offset: \d+$|\.(?:index|timeindex) is empty\.$/.test(line)) return
    if (line.startsWith('Dumping ')) this.#begin(line)
    else if (line.startsWith('baseOffset: ')) this.#batch(line)
    else if (line.startsWith('| offset: ')) this.#record(line)
    else if (/^offset: \d+ position: \d+$/.test(line)) this.offsetEntries++
    else if (/^timestamp: \d+ offset: \d+$/.test(line)) this.timeEntries++
    else if (line.startsWith('version: 0 producerId: ')) this.#abortedTransaction(factsOf(line))
    else if (line.startsWith('producerId: ')) this.#producer(factsOf(line))
    else this.complaints.push(line)
  }

  /** A line of standard error. The tool believes each segment to begin behind offset -1, and wonders about all but the first. */
  readComplaint(line: string): void {
    if (/^$|^Non-consecutive offsets in |^ +-1 is followed by \d+$/.test(line)) return
    const gap = /^ +(\d+) is followed by \d+$/.exec(line)?.[1]
    if (gap === undefined) this.complaints.push(line)
    else this.gaps.push(Number(gap))
  }

  #begin(line: string): void {
    const offset = /(\d{20})\.snapshot$/.exec(line)?.[1]
    this.#snapshot = []
    if (offset !== undefined) this.snapshots.set(Number(offset), this.#snapshot)
  }

  #batch(line: string): void {
    const facts = factsOf(line)
    if (facts.get('isvalid') !== 'true' || facts.get('magic') !== '2') this.complaints.push(line)
    this.batches.push({
      baseOffset: numberOf(facts, 'baseOffset'),
      lastOffset: numberOf(facts, 'lastOffset'),
      producerId: numberOf(facts, 'producerId'),
      compression: facts.get('compresscodec') ?? '',
      leaderEpoch: numberOf(facts, 'partitionLeaderEpoch'),
      isTransactional: facts.get('isTransactional') === 'true',
      isControl: facts.get('isControl') === 'true',
    })
  }

  #record(line: string): void {
    const marker = / endTxnMarker: (COMMIT|ABORT) /.exec(line)?.[1]
    if (marker !== undefined) {
      this.markers.push(marker as 'COMMIT' | 'ABORT')
      return
    }
    const parts = recordLine.exec(line)
    if (parts === null) {
      this.complaints.push(line)
      return
    }
    const [, offset, timestamp, headerKeys = '', key = null, value = null] = parts
    const names = headerKeys === '' ? [] : headerKeys.split(',')
    this.records.push({ offset: Number(offset), timestamp: Number(timestamp), key, value, headerKeys: names })
  }

  #abortedTransaction(facts: Map<string, string>): void {
    this.aborted.push({
      producerId: numberOf(facts, 'producerId'),
      firstOffset: numberOf(facts, 'firstOffset'),
      lastOffset: numberOf(facts, 'lastOffset'),
      lastStableOffset: numberOf(facts, 'lastStableOffset'),
    })
  }

  #producer(facts: Map<string, string>): void {
    this.#snapshot.push({
      producerId: numberOf(facts, 'producerId'),
      epoch: numberOf(facts, 'producerEpoch'),
      lastSequence: facts.has('lastSequence') ? numberOf(facts, 'lastSequence') : -1,
      timestamp: numberOf(facts, 'lastTimestamp'),
      coordinatorEpoch: numberOf(facts, 'coordinatorEpoch'),
      transactionFirstOffset: Number(/\[(\d+)\]/.exec(facts.get('currentTxnFirstOffset') ?? '')?.[1] ?? -1),
    })
  }
}

/** The facts of a line such as `producerId: 7 producerEpoch: 0 …`. */
function factsOf(line: string): Map<string, string> {
  return new Map(Array.from(line.matchAll(/(\w+): (\S+)/g), ([, name = '', value = '']) => [name, value]))
}

function numberOf(facts: Map<string, string>, name: string): number {
  return Number(facts.get(name) ?? Number.NaN)
}
