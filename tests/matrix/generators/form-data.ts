// What a bundler takes for the package `form-data` in a page, by the field `browser` of its package.json.
export default FormData;
