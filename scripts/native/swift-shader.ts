import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Where distributions put Chromium, which brings a software Vulkan and its loader. */
const FOLDERS = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/usr/lib64/chromium-browser'];

/**
 * What a process needs around it to run WebGPU on SwiftShader, Chromium's software Vulkan; undefined
 * where there is none. It shows that the path works, not how fast a card is.
 */
export async function swiftShaderEnv(): Promise<Readonly<Record<string, string>> | undefined> {
  const folder = FOLDERS.find((one) => existsSync(path.join(one, 'libvk_swiftshader.so')));
  if (folder === undefined) return undefined;
  const work = await mkdtemp(path.join(tmpdir(), 'perdure-vulkan-'));
  const manifest = path.join(work, 'swiftshader.json');
  const driver = path.join(folder, 'libvk_swiftshader.so');
  const facts = {
    file_format_version: '1.0.0',
    ICD: { library_path: driver, api_version: '1.3.0' },
  };
  await writeFile(manifest, JSON.stringify(facts));
  const libraries = [folder, process.env['LD_LIBRARY_PATH']].filter((one) => one !== undefined);
  return {
    VK_ICD_FILENAMES: manifest,
    VK_DRIVER_FILES: manifest,
    LD_LIBRARY_PATH: libraries.join(':'),
    PERDURE_WEBGPU_SOFTWARE: '1',
  };
}
