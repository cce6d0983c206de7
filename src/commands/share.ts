import { dirname } from 'node:path';

/** stub until git-requests is there */
export async function shareRequest(_file: string, _remote: string): Promise<void> {
  void dirname;
}
export async function shareStatement(_file: string, _statement: string, _remote: string): Promise<void> {}
export async function fetchedRequest(file: string, _remote: string): Promise<string> {
  return file;
}
export async function fetchStatements(_file: string, _remote: string): Promise<void> {}
