/*
 * Independent random loads of 4 bytes from a table of argv[1] bytes: what the memory gives at most when nothing has to
 * wait for anything. Prints loads per CPU-second, best of 3, with 4 KiB pages and with huge pages.
 */
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

static double cpu(void) {
  struct rusage r;
  getrusage(RUSAGE_SELF, &r);
  return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) / 1e6;
}

int main(int count, char **arguments) {
  if (count < 2) return 2;
  const size_t bytes = strtoull(arguments[1], 0, 10), loads = 1 << 22, huge = 2 << 20;
  uint32_t *order = (uint32_t *)malloc(loads * 4), x = 88172645, sum = 0;
  for (size_t i = 0; i < loads; i++) {
    x ^= x << 13, x ^= x >> 17, x ^= x << 5;
    order[i] = (uint32_t)(((uint64_t)x * (bytes / 4)) >> 32);
  }
  for (int with_huge = 0; with_huge < 2; with_huge++) {
    char *memory = (char *)mmap(0, bytes + 2 * huge, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return 1;
    uint32_t *table = (uint32_t *)(((uintptr_t)memory + huge) & ~(uintptr_t)(huge - 1));
    madvise(table, bytes, with_huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
    memset(table, 1, bytes);
    double best = 0;
    for (int round = 0; round < 3; round++) {
      const double start = cpu();
      for (size_t i = 0; i < loads; i++) sum ^= table[order[i]];
      const double rate = loads / (cpu() - start);
      if (rate > best) best = rate;
    }
    printf("%.0f ", best);
    munmap(memory, bytes + 2 * huge);
  }
  printf("%u\n", sum & 1);
  return 0;
}
