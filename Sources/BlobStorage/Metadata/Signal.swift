internal import Glibc

/// A counting semaphore of POSIX: one thread waits, another posts. Costs one futex call where somebody waits.
final class Signal: @unchecked Sendable {
  // sem_t is made for use from several threads; the memory lives as long as this object.
  private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

  init() { sem_init(semaphore, 0, 0) }

  deinit {
    sem_destroy(semaphore)
    semaphore.deallocate()
  }

  func post() { sem_post(semaphore) }

  func wait() {
    while sem_wait(semaphore) != 0, errno == EINTR {}
  }
}
