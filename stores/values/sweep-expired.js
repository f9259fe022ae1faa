import { errorCode } from "../objects/object-error.js";
/**
 * Deletes objects of outputs whose time is over and that nobody else needs: the same value may be
 * the output of another task, or in the output cache.
 *
 * X1 An object goes only when no reference to it is left that has time, or has no end.
 * X2 A writer that found the object there and completes while it is deleted is found by looking
 *    once more, and the object is put back. What it wrote as it is deleted is the same bytes.
 *
 * @returns how many objects were deleted.
 */
export async function sweepExpired({ runs, objects }, now, limit) {
    let deleted = 0;
    for (const key of await runs.listExpired(now, limit)) {
        const isNeeded = () => runs.isObjectNeeded(key, now);
        if (!(await isNeeded()) && (await deleteUnless(objects, key, isNeeded)))
            deleted += 1;
        await runs.forgetExpired(key, now);
    }
    return deleted;
}
async function deleteUnless(objects, key, isNeeded) {
    const bytes = await read(objects, key);
    // Another sweeper was here.
    if (bytes === undefined)
        return false;
    await objects.delete(key);
    if (!(await isNeeded()))
        return true;
    await objects.put(key, bytes, { contentType: 'application/json' });
    return false;
}
async function read(objects, key) {
    try {
        return await objects.get(key);
    }
    catch (error) {
        if (errorCode(error) === 'OBJECT_MISSING')
            return undefined;
        throw error;
    }
}
//# sourceMappingURL=sweep-expired.js.map