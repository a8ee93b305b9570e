import test from 'ava'
import { damageAgainAndAgain } from './damage.contract.ts'

test('sixty damaged states are read as some commit has left them, or told to be damaged', async (t) => {
  t.timeout(180_000)
  // Always the same ones, the last among them one on which RocksDB hung: who wants others runs the slow tests.
  const from = 151_547_549
  const { counts, failures } = await damageAgainAndAgain(from, from + 60)
  t.deepEqual(failures, [], `from case ${from}`)
  for (const outcome of ['right', 'told', 'aside']) t.true((counts[outcome] ?? 0) > 0, outcome)
})
