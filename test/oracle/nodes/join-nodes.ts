/** Joins: of two streams, of a stream with a table or a global table, and of two tables by their keys. */
import type { JoinWindows } from '@millrace/streams'
import { joiner } from '../functions/fold.ts'
import type { Arguments, Text } from '../scenario/arguments.ts'
import { isSameKey, keySerde, print, valueSerde } from '../types.ts'
import type { Handle, StreamHandle, TableHandle } from './handle.ts'
import { optionalMaterial, placeOf } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { mapperOf } from './stream-nodes.ts'

type Joiner = (left: unknown, right: unknown, key: unknown) => Text

const kinds = ['join', 'leftJoin', 'outerJoin'] as const
type Kind = (typeof kinds)[number]

/** Null for ops that are no joins. */
export function streamJoinNode(node: ScenarioNode, left: StreamHandle): Handle | null {
  const kind = kindOf(node)
  if (kind === null) return null
  const { join } = joiner(node.args.need('joiner'))
  const withKey: Joiner = (a, b, key) => join(print(key), print(a), print(b))
  const right = node.from[1]
  const it = joinedStream(node, { kind, left, right, withKey })
  return { kind: 'stream', it, key: left.key, value: 'string' }
}

/** Null for ops that are no joins. */
export function tableJoinNode(node: ScenarioNode, left: TableHandle): Handle | null {
  const kind = kindOf(node)
  if (kind === null) return null
  const right = node.input(1, 'table')
  if (!isSameKey(left.key, right.key)) throw node.malformed('a table join needs equal key types')
  const { join, usesKey } = joiner(node.args.need('joiner'))
  if (usesKey) throw node.malformed('table joiners do not see the key')
  const type = { key: left.key, value: 'string' } as const
  const options = { ...node.named, ...optionalMaterial(node.args, type) }
  const withoutKey = (a: unknown, b: unknown) => join(null, print(a), print(b))
  const { it } = left
  const how = [right.it, withoutKey, options] as const
  const joined = {
    join: () => it.join(...how),
    leftJoin: () => it.leftJoin(...how),
    outerJoin: () => it.outerJoin(...how),
  }
  return { kind: 'table', it: joined[kind](), ...type }
}

function kindOf({ op }: ScenarioNode): Kind | null {
  return kinds.find((kind) => kind === op) ?? null
}

interface StreamJoin {
  readonly kind: Kind
  readonly left: StreamHandle
  readonly right: Handle | undefined
  readonly withKey: Joiner
}

function joinedStream(node: ScenarioNode, { kind, left, right, withKey }: StreamJoin): StreamHandle['it'] {
  const { it } = left
  if (right?.kind === 'stream') {
    const options = streamJoined(node, left, right)
    if (kind === 'join') return it.join(right.it, withKey, options)
    return kind === 'leftJoin' ? it.leftJoin(right.it, withKey, options) : it.outerJoin(right.it, withKey, options)
  }
  if (kind === 'outerJoin') throw node.unknown()
  if (right?.kind === 'table') {
    const options = joined(node, left, right)
    return kind === 'join' ? it.join(right.it, withKey, options) : it.leftJoin(right.it, withKey, options)
  }
  if (right?.kind !== 'global table') throw node.unknown()
  const options = globalJoined(node)
  return kind === 'join' ? it.join(right.it, withKey, options) : it.leftJoin(right.it, withKey, options)
}

function streamJoined(node: ScenarioNode, left: StreamHandle, right: StreamHandle) {
  needStringKeys(node, left, right)
  const { args } = node
  const store = args.optionalText('storeName')
  const type = args.optionalText('storeType')
  const logging = args.optionalFlag('logging')
  return {
    ...windows(args.child('windows')),
    ...serdes(left),
    otherValue: valueSerde(right.value),
    ...node.named,
    ...(store === undefined ? {} : { store }),
    ...(type === undefined ? {} : { place: placeOf(type) }),
    ...(logging === undefined ? {} : { logging }),
  }
}

function windows(args: Arguments): JoinWindows {
  const within = args.number('differenceMs')
  const grace = args.optionalNumber('graceMs')
  const before = args.optionalNumber('beforeMs')
  const after = args.optionalNumber('afterMs')
  return {
    within,
    ...(grace === undefined ? {} : { grace }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}

function joined(node: ScenarioNode, left: StreamHandle, right: TableHandle) {
  needStringKeys(node, left, right)
  const grace = node.args.optionalNumber('graceMs')
  return { ...serdes(left), ...node.named, ...(grace === undefined ? {} : { grace }) }
}

function globalJoined(node: ScenarioNode) {
  return { by: mapperOf(node.args, 'key'), ...node.named }
}

function serdes({ key, value }: StreamHandle) {
  return { key: keySerde(key), value: valueSerde(value) }
}

function needStringKeys(node: ScenarioNode, ...sides: readonly (StreamHandle | TableHandle)[]): void {
  if (sides.some(({ key }) => key.kind !== 'string')) throw node.malformed('this join needs string keys')
}
