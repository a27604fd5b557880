/*
 * Loaded before libc into a process (LD_PRELOAD): while the file $REFUSE_WITH holds the number of an error, whatever
 * changes files below $REFUSE_BELOW fails with it, as a broken disk or a quota would make it fail.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* The number of the error; 0 while nothing is refused. */
static int refusal(void) {
  const char *file = getenv("REFUSE_WITH");
  char text[16] = {0};
  int before = errno;
  int fd = file ? syscall(SYS_openat, AT_FDCWD, file, O_RDONLY | O_CLOEXEC) : -1;
  if (fd >= 0) {
    syscall(SYS_read, fd, text, sizeof text - 1);
    syscall(SYS_close, fd);
  }
  errno = before;
  return atoi(text);
}

static int is_below(const char *path) {
  const char *folder = getenv("REFUSE_BELOW");
  return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int refused_file(int fd) {
  int number = refusal();
  if (number == 0) return 0;
  char link[64], path[4096] = {0};
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  int before = errno;
  ssize_t length = readlink(link, path, sizeof path - 1);
  errno = before;
  return length > 0 && is_below(path) ? number : 0;
}

static int refused_path(const char *path, int flags) {
  return (flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_below(path) ? refusal() : 0;
}

#define REFUSE(check)            \
  do {                           \
    int number = (check);        \
    if (number) {                \
      errno = number;            \
      return -1;                 \
    }                            \
  } while (0)

#define NEXT(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

ssize_t write(int fd, const void *bytes, size_t size) {
  REFUSE(refused_file(fd));
  return NEXT(write)(fd, bytes, size);
}
ssize_t writev(int fd, const struct iovec *parts, int count) {
  REFUSE(refused_file(fd));
  return NEXT(writev)(fd, parts, count);
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at) {
  REFUSE(refused_file(fd));
  return NEXT(pwrite)(fd, bytes, size, at);
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t at) {
  REFUSE(refused_file(fd));
  return NEXT(pwrite64)(fd, bytes, size, at);
}
int fsync(int fd) {
  REFUSE(refused_file(fd));
  return NEXT(fsync)(fd);
}
int fdatasync(int fd) {
  REFUSE(refused_file(fd));
  return NEXT(fdatasync)(fd);
}

static mode_t mode_of(int flags, va_list rest) { return flags & O_CREAT ? va_arg(rest, mode_t) : 0; }

#define OPENS(name)                                  \
  int name(const char *path, int flags, ...) {       \
    REFUSE(refused_path(path, flags));               \
    va_list rest;                                    \
    va_start(rest, flags);                           \
    mode_t mode = mode_of(flags, rest);              \
    va_end(rest);                                    \
    return NEXT(name)(path, flags, mode);            \
  }
OPENS(open)
OPENS(open64)
