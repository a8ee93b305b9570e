/** `join`, `leftJoin` and `outerJoin` of two streams. */
import { JoinClocks } from '../processor/joins/join-clock.ts'
import { type JoinSpan, mirrored } from '../processor/joins/join-span.ts'
import { selfJoin } from '../processor/joins/self-join.ts'
import { type StreamJoiner, streamJoin } from '../processor/joins/stream-join.ts'
import type { GraphNode } from './graph/graph-node.ts'
import { JoinWindowStep } from './graph/join-window-step.ts'
import type { StreamParts } from './graph/parts.ts'
import { StreamJoinStep } from './graph/stream-join-step.ts'
import { JoinStores } from './join-stores.ts'
import { joinSpanOf } from './join-windows.ts'
import type { StreamJoined } from './language/join-options.ts'
import type { KStream } from './language/stream.ts'
import { repartitionedForJoin } from './repartitioned-for-join.ts'

export type StreamJoinKind = 'inner' | 'left' | 'outer'

export interface StreamJoinCall<K, V, VO, VR> {
  readonly kind: StreamJoinKind
  readonly joiner: StreamJoiner<K, V | null, VO | null, VR>
  readonly options: StreamJoined<K, V, VO>
}

export function joinStreams<K, V, VO, VR>(
  leftStream: StreamParts<K, V>,
  rightStream: StreamParts<K, VO>,
  { kind, joiner, options }: StreamJoinCall<K, V, VO, VR>,
): KStream<K, VR> {
  const { graph } = leftStream
  const span = joinSpanOf(options)
  const keySerde = options.key ?? leftStream.keySerde ?? rightStream.keySerde
  const value = options.value ?? leftStream.valueSerde
  const otherValue = options.otherValue ?? rightStream.valueSerde
  const topicName = (suffix: string) => (options.name === undefined ? null : options.name + suffix)
  const left = repartitionedForJoin(leftStream, { name: topicName('-left'), keySerde, valueSerde: value })
  const right = repartitionedForJoin(rightStream, { name: topicName('-right'), keySerde, valueSerde: otherValue })
  const sources = new Set([...left.sources, ...right.sources])
  graph.copartition(sources)
  const names = namesOf(leftStream, kind, options)
  const stores = new JoinStores({ graph, span, names: names.stores, joined: options, key: keySerde, value, otherValue })
  const windows = {
    left: graph.add(left.node, new JoinWindowStep(names.leftWindow, () => stores.left())),
    right: graph.add(right.node, new JoinWindowStep(names.rightWindow, () => stores.right())),
  }
  const step = stepOf({ kind, joiner, names, span, stores, windows })
  const node = graph.add([left.node, right.node], step)
  const { name } = step
  return graph.make.stream({ graph, node, name, keySerde, valueSerde: null, sources, needsRepartition: false })
}

/** All names, with their numbers in Java's order. */
function namesOf<K, V, VO>({ graph }: StreamParts<K, V>, kind: StreamJoinKind, options: StreamJoined<K, V, VO>) {
  const { name, store, thisStore, otherStore } = options
  const leftSuffix = kind === 'outer' ? '-outer-this-join' : '-this-join'
  const rightSuffix = kind === 'inner' ? '-other-join' : '-outer-other-join'
  const named = (suffix: string, prefix: string) => graph.suffixedNameOr(name, { suffix, prefix })
  const leftWindow = named('-this-windowed', 'KSTREAM-WINDOWED-')
  const rightWindow = named('-other-windowed', 'KSTREAM-WINDOWED-')
  const leftGenerated = graph.generateName(kind === 'outer' ? 'KSTREAM-OUTERTHIS-' : 'KSTREAM-JOINTHIS-')
  const rightGenerated = graph.generateName(kind === 'inner' ? 'KSTREAM-JOINOTHER-' : 'KSTREAM-OUTEROTHER-')
  const merge = named('-merge', 'KSTREAM-MERGE-')
  const sharedSuffix = kind === 'outer' ? '-outer-shared-join' : '-left-shared-join'
  const sharedBase = thisStore?.name ?? store
  const shared =
    sharedBase === undefined ? `KSTREAM-OUTERSHARED-${leftGenerated.slice(-10)}` : `${sharedBase}${sharedSuffix}`
  return {
    leftWindow,
    rightWindow,
    left: name === undefined ? leftGenerated : name + leftSuffix,
    right: name === undefined ? rightGenerated : name + rightSuffix,
    merge,
    stores: {
      left: thisStore?.name ?? `${store === undefined ? leftGenerated : store + leftSuffix}-store`,
      right: otherStore?.name ?? `${store === undefined ? rightGenerated : store + rightSuffix}-store`,
      unjoined: kind === 'inner' ? null : `${shared}-store`,
    },
  }
}

interface StepParts<K, V, VO, VR> {
  readonly kind: StreamJoinKind
  readonly joiner: StreamJoiner<K, V | null, VO | null, VR>
  readonly names: ReturnType<typeof namesOf>
  readonly span: JoinSpan
  readonly stores: JoinStores<K, V, VO>
  readonly windows: { readonly left: GraphNode<JoinWindowStep>; readonly right: GraphNode<JoinWindowStep> }
}

function stepOf<K, V, VO, VR>({ kind, joiner, names, span, stores, windows }: StepParts<K, V, VO, VR>): StreamJoinStep {
  const { left, right, unjoined } = stores.names
  const common = { clocks: new JoinClocks(), unjoinedStore: unjoined }
  const reversed = (mine: VO | null, other: V | null, key: K) => joiner(other, mine, key)
  const leftSide = { side: 'left', span, joiner, otherStore: right, isOuter: kind !== 'inner' } as const
  const rightSide = { side: 'right', span: mirrored(span), joiner: reversed, otherStore: left } as const
  return new StreamJoinStep(names.merge, {
    left: {
      name: names.left,
      window: windows.left,
      supplier: streamJoin<K, V, VO, VR>({ ...common, ...leftSide }),
      otherStore: right,
    },
    right: {
      name: names.right,
      window: windows.right,
      supplier: streamJoin<K, VO, V, VR>({ ...common, ...rightSide, isOuter: kind === 'outer' }),
      otherStore: left,
    },
    selfJoin: selfJoin({ store: left, span, joiner: joiner as StreamJoiner<K, unknown, unknown, VR> }),
    unjoinedStore: () => stores.unjoined(),
    answersNullKeys: kind !== 'inner',
  })
}
