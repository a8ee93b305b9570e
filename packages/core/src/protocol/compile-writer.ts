/**
 * Makes the writer of one message at one version: the mirror of `compile-reader.ts`. Besides writing
 * what the version has, it refuses to lose what the version lacks: a value that is not the default and
 * that the declaration doesn't call ignorable.
 */
import type { Writer } from '../bytes/writer.ts'
import type { At } from './compile-reader.ts'
import { defaultSource, isDefault, NO_BYTES } from './defaults.ts'
import { elementOf, type Layout, lengthEncoding, type Named, partition } from './layout.ts'
import { type Field, type Fields, isNullable, isOptional } from './schema.ts'
import * as wire from './wire-write.ts'

export type CompiledWriter = (writer: Writer, body: unknown, at: At) => void

/** A writer under construction: its functions, one a struct, and the fields whose defaults they ask for. */
interface Draft {
  readonly layout: Layout
  readonly traced: boolean
  readonly functions: string[]
  readonly fields: Field[]
}

/** What a value is written from and to, as source text. */
interface Way {
  readonly value: string
  readonly writer: string
  readonly depth: number
}

export function compileWriter(layout: Layout, traced: boolean): CompiledWriter {
  const draft: Draft = { layout, traced, functions: [], fields: [] }
  const main = structFunction(draft, layout.message.fields, 0)
  const source = [
    `const { ${Object.keys(wire).join(', ')} } = wire`,
    'const NONE = []',
    ...draft.functions,
    `return ${main}`,
  ].join('\n')
  const compile = new Function('wire', 'fields', 'isDefault', 'NO_BYTES', source)
  return compile(wire, draft.fields, isDefault, NO_BYTES) as CompiledWriter
}

/** Adds the function that writes a struct, and gives its name. */
function structFunction(draft: Draft, fields: Fields, depth: number): string {
  const { plain, tagged, absent } = partition(draft.layout, fields)
  const index = draft.functions.push('') - 1
  const lines = [
    'struct(s)',
    'let v',
    ...plain.flatMap((named) => plainLines(draft, named, depth)),
    ...absent.filter(({ field }) => field.ignorable !== true).flatMap((named) => lossLines(draft, named, depth)),
  ]
  if (draft.layout.flexible) {
    lines.push(
      'let tagged = NONE',
      ...tagged.flatMap((named) => taggedLines(draft, named, depth)),
      ...trace(draft, depth, 'unknownTaggedFields'),
      'if (tagged === NONE && s.unknownTaggedFields === undefined) w.uvarint(0)',
      'else taggedFields(w, tagged, s.unknownTaggedFields)',
    )
  }
  draft.functions[index] = `function struct${index}(w, s, at) {\n${lines.join('\n')}\n}`
  return `struct${index}`
}

function plainLines(draft: Draft, { name, field }: Named, depth: number): string[] {
  return [
    ...trace(draft, depth, name),
    `v = s[${JSON.stringify(name)}]`,
    ...(isOptional(field) ? [`if (v === undefined) v = ${defaultSource(field)}`] : []),
    ...valueLines(draft, field, { value: 'v', writer: 'w', depth: depth + 1 }),
  ]
}

function taggedLines(draft: Draft, { name, field }: Named, depth: number): string[] {
  return [
    ...trace(draft, depth, name),
    `v = s[${JSON.stringify(name)}]`,
    `if (v !== undefined && !isDefault(${reference(draft, field)}, v)) {`,
    'const t = scratch()',
    ...valueLines(draft, field, { value: 'v', writer: 't', depth: depth + 1 }),
    'if (tagged === NONE) tagged = []',
    `tagged.push({ tag: ${field.tag}, data: t.finishWhole() })`,
    '}',
  ]
}

function lossLines(draft: Draft, { name, field }: Named, depth: number): string[] {
  return [
    ...trace(draft, depth, name),
    `v = s[${JSON.stringify(name)}]`,
    `if (v !== undefined && !isDefault(${reference(draft, field)}, v)) refuseLoss(${draft.layout.version}, v)`,
  ]
}

/** Statements that write a value. */
function valueLines(draft: Draft, field: Field, way: Way): string[] {
  if ('array' in field) return arrayLines(draft, field, way)
  if ('struct' in field) return structLines(draft, field, way)
  return [primitiveStatement(draft.layout, field, way)]
}

function arrayLines(draft: Draft, field: Field & { array: unknown }, { value, writer, depth }: Way): string[] {
  const count = isNullable(field, draft.layout.version) ? 'nullableCount' : 'count'
  return [
    '{',
    `const list = ${value}, n = ${count}(${writer}, list, ${lengthEncoding(draft.layout, field)})`,
    'for (let i = 0; i < n; i++) {',
    'const e = list[i]',
    ...trace(draft, depth, null),
    ...valueLines(draft, elementOf(field.array as Fields), { value: 'e', writer, depth: depth + 1 }),
    '}',
    '}',
  ]
}

function structLines(draft: Draft, field: Field & { struct: Fields }, { value, writer, depth }: Way): string[] {
  const write = `${structFunction(draft, field.struct, depth)}(${writer}, ${value}, at)`
  if (!isNullable(field, draft.layout.version)) return [write]
  const marker = field.tag === undefined ? `int8(${value} === null ? -1 : 1)` : `uvarint(${value} === null ? 0 : 1)`
  return [`${writer}.${marker}`, `if (${value} !== null) ${write}`]
}

function primitiveStatement(layout: Layout, field: Field & { type: string }, { value, writer }: Way): string {
  const nullable = isNullable(field, layout.version)
  const length = lengthEncoding(layout, field)
  switch (field.type) {
    case 'string':
      return `${nullable ? 'nullableText' : 'text'}(${writer}, ${value}, ${length})`
    case 'bytes':
    case 'records':
      return `${nullable ? 'nullableView' : 'view'}(${writer}, ${value}, ${length})`
    case 'uuid':
      return `uuid(${writer}, ${value})`
    default:
      return `${writer}.${field.type}(${value})`
  }
}

/** How the compiled source names a declared field. */
function reference(draft: Draft, field: Field): string {
  return `fields[${draft.fields.push(field) - 1}]`
}

/** The statement that tells the path; an element's segment is the loop's index. */
function trace(draft: Draft, depth: number, name: string | null): string[] {
  return draft.traced ? [`at(${depth}, ${name === null ? 'i' : JSON.stringify(name)})`] : []
}
