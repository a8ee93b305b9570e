/**
 * Random calls on a disk against the simplest thing that could be one: a map from names to lists of bytes.
 */
import assert from 'node:assert/strict'
import type { TestFn } from 'ava'
import fc from 'fast-check'
import type { DiskFile } from './disk.ts'
import type { Ground } from './disk-ground.contract.ts'

type NameStep =
  | { kind: 'reopen'; name: string }
  | { kind: 'rename'; name: string; to: string }
  | { kind: 'remove'; name: string }

type Step =
  | NameStep
  | { kind: 'write'; name: string; position: number; chunks: Uint8Array[] }
  | { kind: 'read'; name: string; position: number; length: number }
  | { kind: 'truncate'; name: string; size: number }

const name = fc.constantFrom('a', 'b', 'c')
const place = fc.oneof(fc.nat(50), fc.nat(6000))
const chunks = fc.array(fc.uint8Array({ maxLength: 3000, size: 'max' }), { maxLength: 3 })

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('write'), name, position: place, chunks }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('read'), name, position: place, length: fc.nat(5000) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('truncate'), name, size: place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen'), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('rename'), name, to: name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove'), name }) },
)

/** Registers the model test under a disk's name. */
export function fileModelContract(test: TestFn, diskName: string, makeGround: () => Ground): void {
  test(`${diskName}: files hold what a map of lists of bytes holds, whatever is done to them`, (t) => {
    const property = fc.property(fc.array(step, { maxLength: 40, size: 'max' }), (steps) => {
      const pair = new Pair(makeGround())
      for (const next of steps) pair.take(next)
      pair.finish()
    })
    t.notThrows(() => fc.assert(property, { numRuns: 100 }))
  })
}

/** The disk and its model, which take each step together. */
class Pair {
  readonly #ground: Ground
  readonly #open = new Map<string, DiskFile>()
  readonly #model = new Map<string, number[]>()

  constructor(ground: Ground) {
    this.#ground = ground
  }

  take(step: Step): void {
    if (step.kind === 'reopen' || step.kind === 'rename' || step.kind === 'remove') return this.#changeName(step)
    const file = this.#file(step.name)
    const bytes = this.#model.get(step.name) ?? []
    if (step.kind === 'write') {
      file.write(step.chunks, step.position)
      const written = step.chunks.flatMap((chunk) => [...chunk])
      const gap = written.length === 0 ? 0 : Math.max(0, step.position - bytes.length)
      bytes.push(...Array<number>(gap).fill(0))
      bytes.splice(step.position, written.length, ...written)
    } else if (step.kind === 'read') {
      const target = new Uint8Array(step.length)
      const count = file.read(target, step.position)
      assert.deepEqual([...target.subarray(0, count)], bytes.slice(step.position, step.position + step.length))
    } else {
      file.truncate(step.size)
      bytes.push(...Array<number>(Math.max(0, step.size - bytes.length)).fill(0))
      bytes.length = step.size
    }
  }

  #changeName(step: NameStep): void {
    const { disk } = this.#ground
    const bytes = this.#model.get(step.name)
    this.#close(step.name)
    if (step.kind === 'remove') {
      disk.remove(this.#path(step.name))
      this.#model.delete(step.name)
    } else if (step.kind === 'rename' && bytes !== undefined) {
      this.#close(step.to)
      disk.rename(this.#path(step.name), this.#path(step.to))
      this.#model.delete(step.name)
      this.#model.set(step.to, bytes)
    }
  }

  finish(): void {
    const { disk, directory } = this.#ground
    assert.deepEqual(disk.list(directory), [...this.#model.keys()].sort())
    for (const [name, bytes] of this.#model) {
      assert.equal(disk.facts(this.#path(name))?.size, bytes.length)
      const target = new Uint8Array(bytes.length + 1)
      assert.equal(this.#file(name).read(target, 0), bytes.length)
      assert.deepEqual([...target.subarray(0, bytes.length)], bytes)
      this.#close(name)
    }
  }

  /** The open file of that name; it comes into being on both sides where it was not. */
  #file(name: string): DiskFile {
    const open = this.#open.get(name) ?? this.#ground.disk.open(this.#path(name), { create: true })
    this.#open.set(name, open)
    if (!this.#model.has(name)) this.#model.set(name, [])
    assert.equal(open.size, this.#model.get(name)?.length)
    return open
  }

  #close(name: string): void {
    this.#open.get(name)?.close()
    this.#open.delete(name)
  }

  #path(name: string): string {
    return `${this.#ground.directory}/${name}`
  }
}
