/** Which variant of a product a person's choices mean. A variant has `options`, e.g. {"Colour": "red", "Size": "M"}. */

/**
 * Return the choices there are: [{name, values: [text, …]}, …], in the order in which the variants bring them.
 *
 * @param {{options: Object<string, string>}[]} variants
 */
export function optionGroups(variants) {
  const groups = new Map();
  for (const { options } of variants) {
    for (const [name, value] of Object.entries(options)) {
      groups.set(name, (groups.get(name) ?? new Set()).add(value));
    }
  }
  return Array.from(groups, ([name, values]) => ({ name, values: [...values] }));
}

/**
 * Return the variant that is meant by `chosen`: the one with exactly these options, else the nearest one that keeps `kept` (the option
 * that was just changed), one that can be bought before one that is sold out. Null only when there are no variants.
 *
 * @param {{options: Object<string, string>, available_count: number}[]} variants
 * @param {Object<string, string>} chosen
 * @param {string} [kept]
 */
export function chooseVariant(variants, chosen, kept) {
  const score = ({ options, available_count: count }) => {
    const names = Object.keys(options);
    const same = names.filter((name) => options[name] === chosen[name]).length;
    const isExact = same === names.length;
    const keeps = kept === undefined || options[kept] === chosen[kept];
    return (keeps ? 10_000 : 0) + (isExact ? 1000 : 0) + (count > 0 ? 100 : 0) + same;
  };
  return variants.reduce((best, variant) => (best === null || score(variant) > score(best) ? variant : best), null);
}

/** Tell whether there is a variant with this option that can be bought. */
export function isAvailable(variants, name, value) {
  return variants.some(({ options, available_count: count }) => count > 0 && options[name] === value);
}
