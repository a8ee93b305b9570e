import test from 'ava'
import { closestName } from './closest-name.ts'

const names = ['threads', 'commitInterval', 'stateDir', 'maxTaskIdle', 'numStandbyReplicas']

for (const [given, meant] of [
  ['thread', 'threads'],
  ['comitInterval', 'commitInterval'],
  ['commitIntervalMs', 'commitInterval'],
  ['STATEDIR', 'stateDir'],
  ['maxTaksIdle', 'maxTaskIdle'],
  ['standbyReplicas', 'numStandbyReplicas'],
] as const) {
  test(`whoever writes ${given} means ${meant}`, (t) => {
    t.is(closestName(given, names), meant)
  })
}

test('a name that is like no other is not guessed at', (t) => {
  t.is(closestName('colour', names), null)
  t.is(closestName('x', names), null)
})
