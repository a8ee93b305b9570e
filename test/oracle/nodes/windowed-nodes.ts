/** Operators on windowed streams, cogrouped ones too (FORMAT.md section 5). */
import { sessionKey, stringKey, type ValueType } from '../types.ts'
import { aggregatorOf, initializerOf, mergerOf, reducerOf } from './folds.ts'
import type {
  Handle,
  SessionWindowedCogroupedHandle,
  SessionWindowedHandle,
  TimeWindowedCogroupedHandle,
  TimeWindowedHandle,
} from './handle.ts'
import { material } from './materials.ts'
import type { ScenarioNode } from './node.ts'

export function timeWindowedNode(node: ScenarioNode, input: TimeWindowedHandle): Handle {
  const { it, key, value } = input
  const { args } = node
  switch (node.op) {
    case 'emitStrategy':
      return { ...input, it: it.emitStrategy(strategyOf(node)) }
    case 'count':
      return { kind: 'table', it: it.count(optionsOf(node, 'long')), key, value: 'long' }
    case 'reduce':
      requireStrings(node, value)
      return { kind: 'table', it: it.reduce(reducerOf(args, 'reducer'), optionsOf(node)), key, value: 'string' }
    case 'aggregate': {
      const table = it.aggregate(initializerOf(args), aggregatorOf(args, 'aggregator'), optionsOf(node))
      return { kind: 'table', it: table, key, value: 'string' }
    }
    default:
      throw node.unknown()
  }
}

export function sessionWindowedNode(node: ScenarioNode, input: SessionWindowedHandle): Handle {
  const { it, value } = input
  const { args } = node
  const key = sessionKey
  switch (node.op) {
    case 'emitStrategy':
      return { ...input, it: it.emitStrategy(strategyOf(node)) }
    case 'count':
      return { kind: 'table', it: it.count(optionsOf(node, 'long')), key, value: 'long' }
    case 'reduce':
      requireStrings(node, value)
      return { kind: 'table', it: it.reduce(reducerOf(args, 'reducer'), optionsOf(node)), key, value: 'string' }
    case 'aggregate': {
      const functions = { add: aggregatorOf(args, 'aggregator'), merge: mergerOf(args, 'merger') }
      return { kind: 'table', it: it.aggregate(initializerOf(args), functions, optionsOf(node)), key, value: 'string' }
    }
    default:
      throw node.unknown()
  }
}

export function timeWindowedCogroupedNode(node: ScenarioNode, { it, key }: TimeWindowedCogroupedHandle): Handle {
  if (node.op !== 'aggregate') throw node.unknown()
  return { kind: 'table', it: it.aggregate(initializerOf(node.args), optionsOf(node)), key, value: 'string' }
}

export function sessionWindowedCogroupedNode(node: ScenarioNode, { it }: SessionWindowedCogroupedHandle): Handle {
  if (node.op !== 'aggregate') throw node.unknown()
  const table = it.aggregate(initializerOf(node.args), mergerOf(node.args, 'merger'), optionsOf(node))
  return { kind: 'table', it: table, key: sessionKey, value: 'string' }
}

function strategyOf(node: ScenarioNode): 'on-window-close' | 'on-window-update' {
  const type = node.args.text('type')
  if (type === 'onWindowClose') return 'on-window-close'
  if (type === 'onWindowUpdate') return 'on-window-update'
  throw node.malformed(`unknown emit strategy ${type}`)
}

/** The store's serdes are those of the inner key. */
function optionsOf(node: ScenarioNode, value: ValueType = 'string') {
  return { ...material(node.args, { key: stringKey, value }), ...node.named }
}

function requireStrings(node: ScenarioNode, value: ValueType): void {
  if (value !== 'string') throw node.malformed('reduce needs string values')
}
