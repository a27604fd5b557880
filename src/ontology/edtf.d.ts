declare module 'edtf' {
  export default function edtf(text: string, constraints?: { level?: number }): unknown;
}
