/** Fields of a query or a form as one object; a field that is given again holds all its values. */
export function readFields(fields: URLSearchParams): Record<string, string | string[]> {
  const names = new Set(fields.keys());
  return Object.fromEntries(
    [...names].map((name) => {
      const values = fields.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? "")];
    }),
  );
}
