// `axios/lib/adapters/http.js`: null, as axios has it in browsers. In Node everfetch sends by fetch.
export default null;
