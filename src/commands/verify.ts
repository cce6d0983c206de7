export async function verify(_: { name: string | null; json: boolean }): Promise<number> { return 70; }
