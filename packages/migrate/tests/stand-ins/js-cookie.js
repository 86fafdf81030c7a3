// js-cookie on a jar that lies in localStorage, so that it survives a reload of the test's page.
const all = () => JSON.parse(localStorage.getItem('document.cookie') ?? '{}');
const put = (jar) => localStorage.setItem('document.cookie', JSON.stringify(jar));
export default {
  get: (name) => all()[name],
  set: (name, value) => put({ ...all(), [name]: String(value) }),
  remove(name) {
    const { [name]: _, ...rest } = all();
    put(rest);
  },
};
