import { Component } from '@angular/core';
import { injectSession } from 'everfetch/angular';
import { api, run } from '../session';

@Component({
  selector: 'app-root',
  template: `
    <p id="session">{{ session().state }}</p>
    @if (session().isSignedIn) {
      <button (click)="signOut()">Sign out</button>
    }
  `,
})
export class App {
  readonly session = injectSession(api);
  readonly signOut = () => api.session.signOut();

  constructor() {
    void run();
  }
}
