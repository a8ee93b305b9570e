/** Operators on grouped and cogrouped streams and on grouped tables (FORMAT.md section 5). */
import { stringKey } from '../types.ts'
import { aggregatorOf, initializerOf, reducerOf } from './folds.ts'
import type { CogroupedHandle, GroupedStreamHandle, GroupedTableHandle, Handle } from './handle.ts'
import { material } from './materials.ts'
import type { ScenarioNode } from './node.ts'
import { sessionWindows, timeWindows } from './window.ts'

const strings = { key: stringKey, value: 'string' } as const
const counts = { key: stringKey, value: 'long' } as const

export function groupedStreamNode(node: ScenarioNode, { it, value }: GroupedStreamHandle): Handle {
  const { args, named } = node
  switch (node.op) {
    case 'count':
      return { kind: 'table', it: it.count({ ...material(args, counts), ...named }), ...counts }
    case 'reduce':
      requireStrings(node, value)
      return {
        kind: 'table',
        it: it.reduce(reducerOf(args, 'reducer'), { ...material(args, strings), ...named }),
        ...strings,
      }
    case 'aggregate': {
      const options = { ...material(args, strings), ...named }
      return {
        kind: 'table',
        it: it.aggregate(initializerOf(args), aggregatorOf(args, 'aggregator'), options),
        ...strings,
      }
    }
    case 'windowedBy': {
      const time = timeWindows(args)
      if (time !== null) return { kind: 'time windowed', it: it.windowedBy(time.windows), key: time.key, value }
      return { kind: 'session windowed', it: it.windowedBy(sessionWindows(args)), value }
    }
    case 'cogroup':
      return { kind: 'cogrouped', it: it.cogroup(aggregatorOf(args, 'aggregator')) }
    default:
      throw node.unknown()
  }
}

export function groupedTableNode(node: ScenarioNode, { it, value }: GroupedTableHandle): Handle {
  const { args, named } = node
  switch (node.op) {
    case 'count':
      return { kind: 'table', it: it.count({ ...material(args, counts), ...named }), ...counts }
    case 'reduce': {
      requireStrings(node, value)
      const functions = { add: reducerOf(args, 'adder'), subtract: reducerOf(args, 'subtractor') }
      return { kind: 'table', it: it.reduce(functions, { ...material(args, strings), ...named }), ...strings }
    }
    case 'aggregate': {
      const functions = { add: aggregatorOf(args, 'adder'), subtract: aggregatorOf(args, 'subtractor') }
      const options = { ...material(args, strings), ...named }
      return { kind: 'table', it: it.aggregate(initializerOf(args), functions, options), ...strings }
    }
    default:
      throw node.unknown()
  }
}

export function cogroupedNode(node: ScenarioNode, { it }: CogroupedHandle): Handle {
  const { args, named } = node
  switch (node.op) {
    case 'cogroup':
      return { kind: 'cogrouped', it: it.cogroup(node.input(1, 'grouped stream').it, aggregatorOf(args, 'aggregator')) }
    case 'aggregate': {
      const options = { ...material(args, strings), ...named }
      return { kind: 'table', it: it.aggregate(initializerOf(args), options), ...strings }
    }
    case 'windowedBy': {
      const time = timeWindows(args)
      if (time !== null) return { kind: 'time windowed cogrouped', it: it.windowedBy(time.windows), key: time.key }
      return { kind: 'session windowed cogrouped', it: it.windowedBy(sessionWindows(args)) }
    }
    default:
      throw node.unknown()
  }
}

function requireStrings(node: ScenarioNode, value: string): void {
  if (value !== 'string') throw node.malformed('reduce needs string values')
}
