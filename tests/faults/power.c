/* What a power cut would leave: for each file below POWER_DIR the contents that the last fsync or fdatasync made
 * durable, kept beside it as NAME.durable.  Preloaded (LD_PRELOAD) into the process under test; the test kills the
 * process and puts the durable contents back.  A file that was never synced has no durable contents: it is gone.
 * An unlinked file takes its durable contents with it: the deletion counts as durable, the harder case for a log.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int below(const char *path) {
    const char *folder = getenv("POWER_DIR");
    size_t length = folder ? strlen(folder) : 0;
    return length && strncmp(path, folder, length) == 0 && path[length] == '/' && !strstr(path, ".durable");
}

static void keep(int descriptor) {
    char link[64], path[PATH_MAX], durable[PATH_MAX + 16], partial[PATH_MAX + 48], block[1 << 16];
    struct stat status;
    int error = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return;
    path[length] = 0;
    if (!below(path) || fstat(descriptor, &status) || !S_ISREG(status.st_mode)) return;
    snprintf(durable, sizeof durable, "%s.durable", path);
    snprintf(partial, sizeof partial, "%s.%d", durable, (int)getpid());
    int from = open(path, O_RDONLY), to = open(partial, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int whole = from >= 0 && to >= 0;
    while (whole) {
        ssize_t got = read(from, block, sizeof block);
        if (got <= 0) break;
        whole = write(to, block, (size_t)got) == got;
    }
    if (from >= 0) close(from);
    if (to >= 0) close(to);
    if (whole) rename(partial, durable);
    errno = error;
}

typedef int (*on_descriptor)(int);
typedef int (*on_path)(const char *);

int fsync(int descriptor) {
    static on_descriptor next;
    if (!next) next = (on_descriptor)dlsym(RTLD_NEXT, "fsync");
    int result = next(descriptor);
    if (!result) keep(descriptor);
    return result;
}

int fdatasync(int descriptor) {
    static on_descriptor next;
    if (!next) next = (on_descriptor)dlsym(RTLD_NEXT, "fdatasync");
    int result = next(descriptor);
    if (!result) keep(descriptor);
    return result;
}

int unlink(const char *path) {
    static on_path next;
    if (!next) next = (on_path)dlsym(RTLD_NEXT, "unlink");
    char real[PATH_MAX], durable[PATH_MAX + 16];
    int known = realpath(path, real) != NULL && below(real);
    int result = next(path);
    if (!result && known) {
        snprintf(durable, sizeof durable, "%s.durable", real);
        next(durable);
    }
    return result;
}
