/**
 * What stands beside a parameter's type where two streams or tables have to fit each other: nothing if they do, or
 * else a sentence, which the compiler then shows. Keys fit if the one type is a part of the other, such as `'tea'`
 * and `string`: equal keys are equal bytes then.
 */

/** Beside the other side of a join. */
export type SameKeys<K, KO> = OneOf<
  K,
  KO,
  'both sides of a join need keys of one type: change those of a stream with selectKey'
>

/** Beside the other table of a join without a foreign key. */
export type SameTableKeys<K, KO> = OneOf<K, KO, 'tables are joined by keys of one type, or by a foreignKey'>

/** Beside a stream that is merged into another one, which says what both are. */
export type SameRecords<K, V, KO, VO> = [KO, VO] extends [K, V]
  ? unknown
  : 'streams that are merged need keys and values of one type: change them with map'

type OneOf<K, KO, Problem> = [K] extends [KO] ? unknown : [KO] extends [K] ? unknown : Problem
