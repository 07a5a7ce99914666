/**
 * The matrix of a product's variants, without any screen: which combinations the options make, and which row of before
 * is which row of now.
 *
 * An option is {id, name, values: [{id, text}]}; a row is {valueIds: [...], ...}, one value of each option. Ids are
 * ours and stay while names are typed, so that renaming a size is not another size.
 */

/** Return every combination of the options' values, as lists of value ids; one empty one when there is no option. */
export function combine(options) {
  return options
    .filter((option) => option.values.length > 0)
    .reduce((made, option) => made.flatMap((one) => option.values.map((value) => [...one, value.id])), [[]]);
}

const isSubset = (part, whole) => part.every((id) => whole.includes(id));

/**
 * Return {rows, gone}: a row for each combination, and the rows that have no place any more.
 *
 * A row stays when its values do. When an option is added, the rows of before become those with its first value; when
 * one is removed, the first row that fits stays. What has no row of before is made by `create(valueIds)`.
 */
export function rearrange(options, before, create) {
  const left = new Set(before);
  const firstIds = options.map((option) => option.values[0]?.id);
  const take = (fits) => {
    const found = [...left].find(fits);
    left.delete(found);
    return found;
  };
  const combinations = combine(options);
  const kept = combinations.map((ids) => take((row) => row.valueIds.length === ids.length && isSubset(row.valueIds, ids)));
  const rows = combinations.map((ids, index) => {
    const row =
      kept[index] ??
      take((one) => isSubset(one.valueIds, ids) && ids.every((id) => one.valueIds.includes(id) || firstIds.includes(id))) ??
      take((one) => isSubset(ids, one.valueIds)) ??
      create(ids);
    row.valueIds = ids;
    return row;
  });
  return { rows, gone: [...left] };
}

/** Return what a row answers to each option, by the options' names: {Size: "S", Colour: "Red"}. */
export function describe(options, valueIds) {
  const answers = {};
  for (const { name, values } of options) {
    const value = values.find((one) => valueIds.includes(one.id));
    if (value) {
      answers[name.trim()] = value.text.trim();
    }
  }
  return answers;
}

/** Return the options that existing variants have, from what each of them answers; `makeId` gives new ids. */
export function readOptions(answers, makeId) {
  const names = Object.keys(answers[0] ?? {});
  return names.map((name) => {
    const texts = [...new Set(answers.map((one) => one[name]))];
    return { id: makeId(), name, values: texts.map((text) => ({ id: makeId(), text })) };
  });
}

/** Return a SKU for a new row that no other has: the first SKU's beginning and the values, in capital letters. */
export function suggestSku(takenSkus, texts) {
  const beginning = (takenSkus.find(Boolean) ?? "").replace(/[-._/][^-._/]*$/, "") || "SKU";
  const words = texts.map((text) => text.toUpperCase().replaceAll(/[^A-Z0-9]/g, "").slice(0, 4)).filter(Boolean);
  const base = [beginning, ...words].join("-").slice(0, 60);
  const taken = new Set(takenSkus);
  let sku = base;
  for (let number = 2; taken.has(sku); number += 1) {
    sku = `${base}-${number}`;
  }
  return sku;
}
