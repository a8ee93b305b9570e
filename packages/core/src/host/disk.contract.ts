/**
 * What every disk promises, as tests that are registered for one of them. A disk that passes can take the
 * place of any other one; what survives a crash is not among it, because only a disk in memory can crash here.
 */
import type { TestFn } from 'ava'
import { bytes, openings } from './disk-bytes.contract.ts'
import type { Ground } from './disk-ground.contract.ts'
import { fileModelContract } from './disk-model.contract.ts'
import { locks, names, refusals } from './disk-names.contract.ts'

/** Registers the suite under a disk's name. */
export function diskContract(test: TestFn, name: string, makeGround: () => Ground): void {
  for (const [title, check] of Object.entries({ ...bytes, ...openings, ...names, ...refusals, ...locks })) {
    test(`${name}: ${title}`, async (t) => {
      const { disk, directory } = makeGround()
      await check(t, { disk, directory, at: (entry) => `${directory}/${entry}` })
    })
  }
  fileModelContract(test, name, makeGround)
}
